"""The pages of approvals in both languages: lists, one request, the decision, chains."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from endcap.kernel.ids import new_id
from endcap.mechanisms.approvals import services
from endcap.mechanisms.approvals.models import Chain, Decision, Request

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen"), pytest.mark.req("HOUSE")]


@pytest.fixture
def as_person():
    def sign_in(person, language="zh-hans"):
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        client.cookies["django_language"] = language
        return client

    return sign_in


def page_of(request):
    return reverse("approvals:request", args=[request.pk])


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_inbox_shows_what_waits_with_the_first_one_opened(staff, submit, as_person):
    submit(staff.rep, yuan=3_600, title="陈列费 7 月，福美宜超市")
    words = words_of(as_person(staff.team_manager).get(reverse("approvals:inbox")))
    for piece in (
        "陈列费 7 月，福美宜超市",
        "林小满·一组",
        "¥3,600.00",
        "剩 1 个工作日",
        "特价申请",
        "39.50",
    ):
        assert piece in words, piece
    assert "账户对得上" in words
    assert "批准 ¥3,600.00" in words


def test_the_sidebar_counts_what_waits(staff, submit, as_person):
    submit(staff.rep)
    submit(staff.rep)
    body = as_person(staff.team_manager).get("/approvals/").content.decode()
    assert re.search(r'href="/approvals/"[^>]*>.*?<span class="cnt[^"]*">2</span>', body, re.DOTALL)


def test_who_has_nothing_is_told_what_comes_here(staff, as_person):
    assert "没有等你批的" in words_of(as_person(staff.team_manager).get("/approvals/"))
    assert "还没有提交过" in words_of(as_person(staff.rep).get("/approvals/"))
    assert "还没有批过" in words_of(as_person(staff.finance).get("/approvals/?view=decided"))


def test_the_whole_chain_is_read_in_english_without_chinese_words_of_ours(staff, submit, decide, as_person):
    request = submit(staff.rep, yuan=9_000, key="k", title="Display fee", document={"price": "1"})
    submit(staff.rep, yuan=9_000, key="k", title="Display fee 2", document={})
    decide(staff.team_manager, request, note="fine")
    words = words_of(as_person(staff.office_manager, "en").get(page_of(request)))
    for piece in (
        "Approve ¥9,000.00",
        "Machine checks",
        "Approval chain",
        "from ¥5,000",
        "Takes effect once approved",
    ):
        assert piece in words, piece
    ours = ("审批", "批准", "退回", "单据", "上级", "提交", "工作日", "累计")
    assert [word for word in ours if word in words] == []


def test_a_decision_goes_on_to_the_next_request(staff, submit, as_person):
    first, second = submit(staff.rep), submit(staff.rep)
    client = as_person(staff.team_manager)
    answer = client.post(
        reverse("approvals:decide", args=[first.pk]),
        {"outcome": "approved", "note": "", "version": 1, "following": second.pk},
    )
    assert answer.url == page_of(second)
    answer = client.post(
        reverse("approvals:decide", args=[second.pk]),
        {"outcome": "rejected", "note": "太低", "version": 1, "following": first.pk},
    )
    assert answer.url == reverse("approvals:inbox")
    assert sorted(Decision.objects.values_list("outcome", "note")) == [("approved", ""), ("rejected", "太低")]


def test_what_is_missing_is_said_beside_the_note_and_nothing_typed_is_lost(
    staff, submit, as_person, state_of
):
    request = submit(staff.rep)
    before = state_of(request)
    client = as_person(staff.team_manager)
    answer = client.post(
        reverse("approvals:decide", args=[request.pk]), {"outcome": "returned", "note": " ", "version": 1}
    )
    assert answer.status_code == 422
    assert "写一句理由，让提交人知道为什么。" in words_of(answer)
    assert re.search(
        r'<textarea[^>]*id="id_note"[^>]*aria-invalid="true"[^>]*autofocus', answer.content.decode()
    )
    late = client.post(
        reverse("approvals:decide", args=[request.pk]),
        {"outcome": "returned", "note": "补照片", "version": 9},
    )
    assert "补照片" in late.content.decode()
    assert "刚刚变过" in words_of(late)
    assert state_of(request) == before


@pytest.mark.parametrize(
    "sent",
    [{}, {"outcome": "x", "version": "y"}, {"outcome": "approved", "version": 2**40, "following": "z"}],
)
def test_nonsense_is_answered_with_the_page(staff, submit, as_person, sent, state_of):
    request = submit(staff.rep)
    before = state_of(request)
    answer = as_person(staff.team_manager).post(reverse("approvals:decide", args=[request.pk]), sent)
    assert answer.status_code == 422
    assert state_of(request) == before


def test_a_deputy_sees_for_whom(staff, submit, away, as_person):
    away(staff.team_manager, deputy=staff.region_manager)
    request = submit(staff.rep)
    words = words_of(as_person(staff.region_manager).get("/approvals/"))
    assert "今天代 沈大暑 批" in words
    assert "代 沈大暑" in words_of(as_person(staff.region_manager).get(page_of(request)))


def test_the_requester_sees_where_it_stands_and_takes_it_back(staff, submit, as_person):
    request = submit(staff.rep)
    client = as_person(staff.rep)
    words = words_of(client.get(page_of(request)))
    assert "等审批。没批之前可以撤回。" in words
    assert "我的决定" not in words
    assert (
        client.post(reverse("approvals:withdraw", args=[request.pk]), {"reason": "重来"}).status_code == 302
    )
    request.refresh_from_db()
    assert (request.state, request.reason) == ("withdrawn", "重来")
    assert "重来" in words_of(client.get(page_of(request)))
    assert client.post(reverse("approvals:withdraw", args=[request.pk]), {}).status_code == 422


def test_versions_and_differences_are_on_the_page(staff, submit, decide, actor, as_person):
    request = submit(staff.rep, document={"price": "39.50", "items": [1, 2], "flag": True})
    decide(staff.team_manager, request, "returned", "价格再谈")
    request.refresh_from_db()
    services.resubmit(
        actor(of=staff.rep),
        request_id=request.pk,
        title=request.title,
        document={"price": "41.00", "items": [1, 2], "flag": False},
        version=request.version,
    )
    client = as_person(staff.team_manager)
    words = words_of(client.get(page_of(request)))
    for piece in ("比第 1 稿改了 2 处", "单价 39.50 41.00", "价格再谈", "第 2 稿"):
        assert piece in words, piece
    older = words_of(client.get(page_of(request) + "?draft=1"))
    assert "这是第 1 稿，后来又改过。" in older
    assert "我的决定" not in older
    assert client.get(page_of(request) + "?draft=3").status_code == 404


def test_a_returned_request_leads_back_to_its_document(staff, submit, decide, as_person):
    request = submit(staff.rep)
    decide(staff.team_manager, request, "returned", "补照片")
    body = as_person(staff.rep).get(page_of(request)).content.decode()
    assert f"/concessions/{request.subject_id}/" in body


def test_what_of_others_is_split_is_explained(staff, submit, as_person):
    submit(staff.rep, yuan=3_000, key="k")
    request = submit(staff.rep, yuan=2_000, key="k")
    words = words_of(as_person(staff.team_manager).get(page_of(request)))
    assert "和 30 天内同一对象的其他申请累计 ¥5,000.00。" in words
    assert "拆成几笔也一样" in words


def test_who_may_decide_but_not_see_the_document_is_shown_what_was_submitted(staff, submit, as_person, kind):
    from dataclasses import replace

    from endcap.kernel.errors import NotFoundHere
    from endcap.mechanisms.approvals import kinds

    def hidden(_actor, _request):
        raise NotFoundHere()

    kinds.register(replace(kind, facts=hidden, checks=hidden, after=hidden, sections=hidden))
    words = words_of(as_person(staff.team_manager).get(page_of(submit(staff.rep))))
    assert "39.50" in words
    assert "机器核对" not in words


def test_a_stranger_finds_nothing(staff, submit, as_person, person, unit):
    request = submit(staff.rep)
    stranger = person("外人", "office_manager", unit=unit("河埠办事处"))
    assert as_person(stranger).get(page_of(request)).status_code == 404
    assert as_person(stranger).get(reverse("approvals:request", args=[new_id()])).status_code == 404


def test_a_page_costs_a_fixed_number_of_statements(staff, submit, as_person, django_assert_max_num_queries):
    for _number in range(30):
        submit(staff.rep)
    client = as_person(staff.team_manager)
    client.get("/approvals/")
    with django_assert_max_num_queries(40):
        client.get("/approvals/")


def test_a_long_list_goes_on(staff, submit, as_person):
    for _number in range(51):
        submit(staff.rep)
    client = as_person(staff.team_manager)
    body = client.get("/approvals/").content.decode()
    more = re.search(r'class="ec-inbox-more[^"]*" href="([^"]+)"', body)
    rest = client.get(more.group(1).replace("&amp;", "&")).content.decode()
    assert rest.count("ec-inbox-line") == 1
    assert client.get("/approvals/?after=nonsense").status_code == 422


# chains


def test_the_chains_by_kind(staff, as_person):
    words = words_of(as_person(staff.sales_manager).get(reverse("approvals:chains")))
    for piece in (
        "没有单独设置的所有单据",
        "直接上级",
        "往上第 2 级",
        "累计满 ¥5,000",
        "特价申请",
        "用上面的通用审批链",
    ):
        assert piece in words, piece


def step(number, **fields):
    return {f"s{number}-{name}": value for name, value in fields.items()}


@pytest.fixture
def form(staff):
    return {
        "kind": "concession",
        "unit_id": str(staff.office.pk),
        "name": "特价",
        "window_days": "60",
        "escalate_after_days": "2",
        "valid_from": "2026-07-16",
        **step(0, who="manager", levels_up="1", days="2"),
        **step(1, who="company_role", from_amount="1,500.50", days="1", needs_all="on"),
    }


def test_a_chain_is_set_up_on_the_page(staff, as_person, form, roles):
    client = as_person(staff.sales_manager)
    assert client.get(reverse("approvals:chain_new")).status_code == 200
    answer = client.post(reverse("approvals:chain_new"), form | step(1, role_id=str(roles["finance"].pk)))
    assert answer.url == reverse("approvals:chains")
    chain = Chain.objects.get(kind="concession")
    assert (chain.unit, chain.window_days, chain.escalate_after_days) == (staff.office, 60, 2)
    assert [(s.who, s.from_amount, s.days, s.needs_all) for s in chain.steps.all()] == [
        ("manager", 0, 2, False),
        ("company_role", 1_500_50, 1, True),
    ]


def test_what_is_wrong_with_a_step_stands_beside_it(staff, as_person, form):
    before = Chain.objects.count()
    answer = as_person(staff.sales_manager).post(
        reverse("approvals:chain_new"), form | {"valid_to": "2026-07-01"} | step(0, from_amount="5")
    )
    words = words_of(answer)
    assert answer.status_code == 422
    for piece in ("选一个角色。", "至少一步从 0 元起", "截止日在生效日之前"):
        assert piece in words, piece
    assert Chain.objects.count() == before


def test_a_chain_is_changed_and_ended(staff, as_person, form, roles, set_chain):
    client = as_person(staff.sales_manager)
    chain = set_chain(services.StepDraft("manager", levels_up=1))
    url = reverse("approvals:chain", args=[chain.pk])
    assert "在用" in words_of(client.get(url))
    client.post(url, form | {"unit_id": ""} | step(1, role_id=str(roles["finance"].pk)))
    chain.refresh_from_db()
    assert chain.replaced_at is not None
    now = Chain.objects.get(kind="concession", replaced_at__isnull=True)
    assert client.post(reverse("approvals:chain_end", args=[now.pk])).status_code == 302
    assert "以前的" in words_of(client.get(reverse("approvals:chains") + "?past=1"))
    assert Request.objects.unscoped("nothing was submitted here").count() == 0


def test_chains_in_english(staff, as_person):
    words = words_of(as_person(staff.sales_manager, "en").get(reverse("approvals:chains")))
    for piece in ("General approval chain", "Direct manager", "2 levels up", "In force"):
        assert piece in words, piece
