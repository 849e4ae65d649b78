"""Standing in: what is due for somebody on leave is due for his deputy, and for nobody else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from endcap.kernel.errors import NotFoundHere
from endcap.mechanisms.agenda import kinds, selectors, services
from endcap.mechanisms.agenda.kinds import Kind
from endcap.mechanisms.agenda.models import Entry, Item
from endcap.org.people import services as people

pytestmark = [pytest.mark.django_db, pytest.mark.req("CUS-12")]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def team(unit):
    return unit("一组")


@pytest.fixture
def rep(person, team):
    return person("林小满", "rep", unit=team)


@pytest.fixture
def deputy(person, team):
    return person("陈立秋", "rep", unit=team)


@pytest.fixture
def away(system, rep, deputy):
    """The rep is on leave for five days, and his colleague stands in."""
    people.add_absence(
        system,
        person_id=rep.pk,
        from_on=system.today,
        to_on=system.today + timedelta(days=4),
        kind="holiday",
    )
    people.delegate(system, from_id=rep.pk, to_id=deputy.pk, from_on=system.today)


def test_a_deputy_deals_with_what_is_due_and_his_name_is_kept(put, rep, deputy, away, actor):
    item = put(rep)
    stands_in = actor(of=deputy)
    assert selectors.count_due(stands_in) == 1
    assert selectors.due(stands_in, until=stands_in.today) == [item]

    services.done(stands_in, item_id=item.pk, note="打过电话")

    item.refresh_from_db()
    assert (item.state, item.person_id, item.ended_by) == ("done", rep.pk, "陈立秋")
    assert [fact.by_name for fact in selectors.history_of(stands_in, item.pk)] == ["system", "陈立秋"]


def test_without_leave_and_after_it_there_is_nothing_to_stand_in_for(put, rep, deputy, away, actor):
    item = put(rep)
    back = replace(actor(of=deputy), now=actor(of=deputy).now + timedelta(days=5))
    assert selectors.count_due(back) == 0
    with pytest.raises(NotFoundHere):
        services.done(back, item_id=item.pk)
    item.refresh_from_db()
    assert item.is_open
    assert Entry.objects.unscoped("a test counts").filter(item=item).count() == 1


def test_somebody_else_of_the_team_sees_nothing(put, rep, away, person, team, actor):
    put(rep)
    assert selectors.count_due(actor(of=person("周白露", "rep", unit=team))) == 0


def test_the_page_says_in_whose_place_and_leads_only_where_the_deputy_may_go(
    client, put, rep, deputy, away, frozen
):
    kinds.register(
        Kind("test.far", "定期联系", "phone", page=lambda _item: "/far/", in_sight=lambda _actor, _ids: ())
    )
    kinds.register(
        Kind(
            "test.there",
            "去页面办",
            "pencil",
            page=lambda _item: "/there/",
            done_here=False,
            in_sight=lambda _actor, _ids: (),
        )
    )
    put(rep, kind="test.far", title="联系福满园")
    put(rep, kind="test.there", title="核对福满园", key="k2")
    put(deputy, kind="test.far", title="自己的", key="k3")
    client.force_login(deputy, backend=BACKEND)

    page = client.get(reverse("agenda:list")).content.decode()

    assert re.sub(r"<[^>]+>", " ", page).count("替 林小满 办") == 2
    assert page.count('href="/far/"') == 1  # his own
    assert "/there/" not in page
    assert "看不到这份档案，找上级办" in page


def test_items_of_the_team_cost_a_manager_no_look_at_sight(put, rep, team, actor):
    kinds.register(Kind("test.far", "联系", "phone", in_sight=lambda _actor, _ids: pytest.fail("not asked")))
    item = put(rep, kind="test.far")
    assert selectors.out_of_sight(actor("business_manager", unit=team), [item]) == frozenset()


def test_gone_subjects_are_no_longer_due(put, rep, system, actor):
    gone, stays = put(rep), put(rep, key="k2")
    assert (
        services.withdraw_subjects(
            system, subject_type="test.Thing", subject_ids=[gone.subject_id], reason="撤销了"
        )
        == 1
    )
    assert [i.state for i in Item.objects.unscoped("a test looks").filter(pk=gone.pk)] == ["withdrawn"]
    assert selectors.due(actor(of=rep), until=system.today) == [stays]
