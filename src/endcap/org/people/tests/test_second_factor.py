"""Two steps at sign-in: codes of an app, security keys, recovery codes, roles that ask for it, and losing a phone."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from endcap.kernel import clock
from endcap.kernel.audit import selectors as audit
from endcap.kernel.errors import RightMissing
from endcap.org.people import sealing, selectors, services
from endcap.org.people.errors import BeyondOwnRights, FactorNeeded, Outranked, OwnFactor, SealBroken
from endcap.org.people.models import CodeTries, Person, Role
from endcap.org.people.services.second_factor import LIMIT, Verdict, code_at, judge_app_code, plain, step_of
from endcap.org.people.tests.soft_key import SoftKey, asked_on

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-02", "SEC-03", "SEC-04")]
GOOD = "correct horse battery"
NOON = datetime(2026, 7, 16, 6, 20, 10, tzinfo=UTC)
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # the secret of the examples of RFC 6238


@pytest.fixture(autouse=True)
def at_noon():
    with clock.frozen(NOON):
        yield


@pytest.fixture
def rep(person):
    return person("林小满", "rep", login="linxm", password=GOOD)


@pytest.fixture
def browser(settings):
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    return Client(HTTP_HOST="localhost")


def sign_in(client, login="linxm", **more):
    return client.post(reverse("account_login"), {"login": login, "password": GOOD, **more})


def code(secret=SECRET, seconds=0):
    return code_at(secret, step_of(clock.now() + timedelta(seconds=seconds)))


def with_app(person, secret=SECRET):
    Authenticator.objects.create(user=person, type="totp", data={"secret": sealing.seal(secret)})
    return person


def with_codes(person):
    one = Authenticator.objects.create(
        user=person, type="recovery_codes", data={"seed": sealing.seal("ab" * 40), "used_mask": 0}
    )
    return one.wrap().generate_codes()


def answer(client, typed):
    return client.post(reverse("mfa_authenticate"), {"code": typed})


def is_in(client):
    return client.get("/people/me/").status_code == 200


def fresh(person):
    return Person.objects.unscoped("tests look at the row itself").get(pk=person.pk)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds, expected):
    assert code_at(SECRET, seconds // 30) == expected[-6:]


@given(st.integers(0, 2**33), st.integers(-3600, 3600))
def test_a_code_is_right_only_in_its_half_minute_and_its_neighbours(seconds, off):
    at = datetime.fromtimestamp(seconds + 7200, UTC)
    made = code_at(SECRET, step_of(at + timedelta(seconds=off)))
    verdict, _step = judge_app_code(SECRET, made, at=at, last_step=0)
    distance = step_of(at + timedelta(seconds=off)) - step_of(at)
    if abs(distance) <= 1:
        assert verdict is Verdict.RIGHT
    elif verdict is Verdict.RIGHT:  # one in a million: the same digits twice
        assert made in {code_at(SECRET, step_of(at) + d) for d in (-1, 0, 1)}


@given(st.text(max_size=30))
def test_whatever_is_typed_is_judged_without_a_crash(typed):
    verdict, _step = judge_app_code(SECRET, typed, at=NOON, last_step=0)
    assert verdict is Verdict.WRONG or plain(typed).isdigit()


def test_full_width_digits_and_spaces_are_the_same_code(rep, browser):
    with_app(rep)
    sign_in(browser)
    now = code()
    assert (
        answer(
            browser, f" {now[:3]} {now[3:]}".translate(str.maketrans("0123456789", "０１２３４５６７８９"))
        ).status_code
        == 302
    )
    assert is_in(browser)


def test_without_a_factor_the_password_is_enough(rep, browser):
    assert sign_in(browser, next="/people/me/").url == "/people/me/"


def test_with_an_app_the_password_alone_opens_nothing(rep, browser):
    with_app(rep)
    assert sign_in(browser, next="/people/me/").url == reverse("mfa_authenticate")
    assert not is_in(browser)
    page = browser.get(reverse("mfa_authenticate")).content.decode()
    assert "密码对了，林小满。" in page
    assert answer(browser, code()).url == "/people/me/"
    assert is_in(browser)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-120, "这个验证码过期了"), (120, "手机的钟快了"), (-40_000, "验证码不对，还能试 9 次")],
)
def test_a_code_of_another_time_gets_its_sentence(rep, browser, seconds, said):
    with_app(rep)
    sign_in(browser)
    wrong = answer(browser, code(seconds=seconds))
    assert wrong.status_code == 200
    assert said in wrong.content.decode()
    assert not is_in(browser)


def test_a_code_counts_once_whichever_process_judges_it(rep, browser):
    with_app(rep)
    sign_in(browser)
    used = code()
    answer(browser, used)
    other = Client(HTTP_HOST="localhost")
    sign_in(other)
    assert "这个码用过了" in answer(other, used).content.decode()
    assert not is_in(other)
    with clock.frozen(NOON + timedelta(seconds=30)):
        assert answer(other, code()).status_code == 302


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "000000", "１２３", "9" * 25, "12345\0"])
def test_nonsense_gets_a_sentence_and_opens_nothing(rep, browser, typed):
    with_app(rep)
    sign_in(browser)
    wrong = answer(browser, typed)
    assert wrong.status_code == 200
    assert 'role="alert"' in wrong.content.decode()
    assert not is_in(browser)


def test_ten_wrong_codes_close_the_door_for_a_quarter_of_an_hour_from_everywhere(rep, browser):
    with_app(rep)
    sign_in(browser)
    for _try in range(LIMIT - 1):
        assert "还能试" in answer(browser, "000000").content.decode()
    assert "错得太多，15 分钟后再试" in answer(browser, "000000").content.decode()
    other = Client(HTTP_HOST="localhost", REMOTE_ADDR="203.0.113.7")
    sign_in(other)
    assert "错得太多" in answer(other, code()).content.decode()
    assert not is_in(other)
    with clock.frozen(NOON + timedelta(minutes=15)):
        assert answer(other, code()).status_code == 302
    assert CodeTries.objects.get(person=rep).wrong == 0


def test_a_recovery_code_lets_in_once(rep, browser):
    with_app(rep)
    codes = with_codes(rep)
    sign_in(browser)
    assert answer(browser, codes[3]).status_code == 302
    assert is_in(browser)
    other = Client(HTTP_HOST="localhost")
    sign_in(other)
    assert "这个码用过了" in answer(other, codes[3]).content.decode()
    assert answer(other, codes[4]).status_code == 302


def test_a_form_that_lost_its_session_waits_behind_both_steps(person, company, browser):
    with_app(person("江夏至", "admin", login="admin", password=GOOD))
    typed = {"name": "吴谷雨", "login": "wugy", "unit": str(company.pk), "roles": ["rep"]}
    asked = browser.post("/people/new/", typed)
    kept = re.search(r'name="kept" value="([^"]+)"', asked.content.decode()).group(1)
    assert sign_in(browser, "admin", kept=kept).url == reverse("mfa_authenticate")
    answer(browser, "000000")
    back = answer(browser, code())
    assert back.status_code == 200
    assert '<input type="hidden" name="name" value="吴谷雨">' in back.content.decode()


def test_the_second_step_is_no_page_for_those_who_skipped_the_first(browser, rep):
    assert browser.get(reverse("mfa_authenticate")).url == "/"
    assert answer(browser, code()).url == "/"


def test_an_app_is_added_by_its_first_code_and_brings_recovery_codes(rep, browser):
    sign_in(browser)
    here = reverse("mfa_activate_totp")
    page = browser.get(here).content.decode()
    assert "<svg" in page
    secret = browser.session["mfa.totp.secret"]
    wrong = browser.post(here, {"code": "000000"})
    assert "验证码不对" in wrong.content.decode()
    assert browser.session["mfa.totp.secret"] == secret  # what the phone has scanned stays good
    done = browser.post(here, {"code": code(secret)})
    assert done.url == reverse("mfa_view_recovery_codes")
    assert len(re.findall(r"<code>\d{8}</code>", browser.get(done.url).content.decode())) == 10
    actions = [row.action for row in audit.trail_of("people.Person", str(rep.pk))]
    assert "people.factor_added" in actions

    browser.post(reverse("account_logout"))
    assert sign_in(browser).url == reverse("mfa_authenticate")
    assert "这个码用过了" in answer(browser, code(secret)).content.decode()


def test_secrets_are_sealed_in_the_database(rep, browser, settings):
    sign_in(browser)
    browser.get(reverse("mfa_activate_totp"))
    secret = browser.session["mfa.totp.secret"]
    browser.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    kept = json.dumps([one.data for one in Authenticator.objects.filter(user=rep)])
    assert secret not in kept
    [app] = Authenticator.objects.filter(user=rep, type="totp")
    assert sealing.unseal(app.data["secret"]) == secret
    settings.SECRET_KEY = "another key of an installation, long enough"
    with pytest.raises(SealBroken):
        sealing.unseal(app.data["secret"])


def test_with_another_key_of_the_installation_the_page_says_what_to_do(rep, browser, settings):
    with_app(rep)
    Authenticator.objects.filter(user=rep).update(data={"secret": "gAAAAABthis-was-sealed-elsewhere"})
    sign_in(browser)
    assert "安装的密钥换过" in answer(browser, "123456").content.decode()


def test_a_security_key_is_added_named_and_used(rep, browser):
    key = SoftKey()
    sign_in(browser)
    here = reverse("mfa_add_webauthn")
    options = asked_on(browser.get(here).content.decode())
    assert options["publicKey"]["rp"]["id"] == "localhost"
    done = browser.post(here, {"name": "办公室那把", "credential": key.register(options)})
    assert done.url == reverse("mfa_view_recovery_codes")
    assert "办公室那把" in browser.get(reverse("mfa_index")).content.decode()

    browser.post(reverse("account_logout"))
    assert sign_in(browser, next="/people/me/").url == reverse("mfa_authenticate")
    page = browser.get(reverse("mfa_authenticate")).content.decode()
    assert "用安全密钥" in page
    asked = asked_on(page)
    assert browser.post(reverse("mfa_authenticate"), {"credential": key.sign(asked)}).url == "/people/me/"
    assert is_in(browser)


@pytest.mark.parametrize(
    "sent", ["", "null", "[]", "1", "{}", '{"id": "x"}', '{"response": {}}', "{", '{"type": "public-key"}']
)
def test_what_no_key_has_answered_gets_a_sentence(rep, browser, sent):
    sign_in(browser)
    here = reverse("mfa_add_webauthn")
    browser.get(here)
    refused = browser.post(here, {"name": "x", "credential": sent})
    assert refused.status_code == 200
    assert not Authenticator.objects.exists()
    with_app(rep)
    browser.post(reverse("account_logout"))
    sign_in(browser)
    browser.get(reverse("mfa_authenticate"))
    assert browser.post(reverse("mfa_authenticate"), {"credential": sent}).status_code == 200
    assert not is_in(browser)


def test_the_key_of_somebody_else_opens_nothing(rep, browser):
    key = SoftKey()
    sign_in(browser)
    options = asked_on(browser.get(reverse("mfa_add_webauthn")).content.decode())
    browser.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": key.register(options)})
    browser.post(reverse("account_logout"))
    sign_in(browser)
    asked = asked_on(browser.get(reverse("mfa_authenticate")).content.decode())
    stranger = SoftKey()
    stranger.id = key.id
    refused = browser.post(reverse("mfa_authenticate"), {"credential": stranger.sign(asked)})
    assert refused.status_code == 200
    assert "安全密钥" in refused.content.decode()
    assert not is_in(browser)


def test_changing_factors_asks_for_the_password_again_after_a_while(rep, browser):
    sign_in(browser)
    assert browser.get(reverse("mfa_activate_totp")).status_code == 200
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0}]
    session.save()
    later = browser.get(reverse("mfa_activate_totp"))
    assert later.url.startswith(reverse("account_reauthenticate"))
    wrong = browser.post(later.url, {"password": "wrong"})
    assert "密码不对" in wrong.content.decode()
    assert browser.post(later.url, {"password": GOOD}).url == reverse("mfa_activate_totp")


def test_a_key_is_renamed_and_removed_by_its_owner_alone(rep, person, browser):
    key = SoftKey()
    sign_in(browser)
    options = asked_on(browser.get(reverse("mfa_add_webauthn")).content.decode())
    browser.post(reverse("mfa_add_webauthn"), {"name": "旧名", "credential": key.register(options)})
    [row] = Authenticator.objects.filter(type="webauthn")

    person("别人", "rep", login="other", password=GOOD)
    other = Client(HTTP_HOST="localhost")
    sign_in(other, "other")
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert other.post(reverse(name, args=[row.pk]), {"name": "我的"}).status_code == 404
    assert browser.post(reverse("mfa_edit_webauthn", args=[row.pk]), {"name": ""}).status_code == 200
    assert browser.post(reverse("mfa_edit_webauthn", args=[row.pk]), {"name": "新名"}).status_code == 302
    assert Authenticator.objects.get(pk=row.pk).data["name"] == "新名"
    assert browser.post(reverse("mfa_remove_webauthn", args=[row.pk])).status_code == 302
    assert not Authenticator.objects.filter(user=rep).exists()  # the recovery codes go with the last factor


def test_recovery_codes_are_renewed_and_downloaded(rep, browser):
    with_app(rep)
    old = with_codes(rep)
    sign_in(browser)
    answer(browser, code())
    assert browser.post(reverse("mfa_generate_recovery_codes")).url == reverse("mfa_view_recovery_codes")
    file = browser.get(reverse("mfa_download_recovery_codes"))
    codes = re.findall(r"^\d{8}$", file.content.decode(), re.M)
    assert len(codes) == 10
    assert not set(codes) & set(old)


@pytest.fixture
def guarded(roles):
    Role.objects.filter(code="finance").update(requires_mfa=True)
    return roles["finance"]


def test_a_role_may_ask_for_a_second_factor_before_anything_else(guarded, person, browser):
    person("方立夏", "finance", login="fang", password=GOOD)
    assert sign_in(browser, "fang", next="/people/me/").status_code == 302
    for path in ("/", "/people/me/", "/outlets/"):
        assert browser.get(path).url == reverse("mfa_index")
    page = browser.get(reverse("mfa_index")).content.decode()
    assert "先设置两步验证" in page
    assert browser.post("/people/me/language/", {"language": "en"}).url == reverse("mfa_index")
    part = browser.get("/outlets/", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Redirect"]) == (403, reverse("mfa_index"))
    machine = browser.get("/api/v1/people/me")
    assert (machine.status_code, machine.json()["code"]) == (403, "second_factor_needed")

    browser.get(reverse("mfa_activate_totp"))
    secret = browser.session["mfa.totp.secret"]
    browser.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert is_in(browser)


def test_a_token_of_a_machine_needs_no_phone(guarded, person, system, client):
    fang = person("方立夏", "finance", login="fang", password=GOOD)
    secret = services.create_token(system, person_id=fang.pk, name="对接")
    got = client.get("/api/v1/people/me", headers={"Authorization": f"Bearer {secret}"})
    assert got.status_code == 200


def test_whether_somebody_has_a_factor_is_asked_once_a_session(guarded, person, browser):
    fang = with_app(person("方立夏", "finance", login="fang", password=GOOD))
    sign_in(browser, "fang")
    answer(browser, code())
    assert is_in(browser)
    with CaptureQueriesContext(connection) as asked:
        browser.get("/people/me/language/")  # 405: the middleware alone
    assert not [one for one in asked.captured_queries if "mfa_authenticator" in one["sql"]]
    assert len(asked) <= 5  # session, person, roles, the units within reach (two)
    assert fang.pk


def test_the_last_factor_stays_while_a_role_asks_for_it(guarded, person, browser):
    fang = with_app(person("方立夏", "finance", login="fang", password=GOOD))
    sign_in(browser, "fang")
    answer(browser, code())
    refused = browser.post(reverse("mfa_deactivate_totp"))
    assert "角色要求两步验证" in refused.content.decode()
    assert Authenticator.objects.filter(user=fang).count() == 1
    [app] = Authenticator.objects.filter(user=fang)
    with pytest.raises(FactorNeeded):
        services.refuse_losing_the_last(fang, app)


def test_whoever_lost_everything_is_let_in_again_by_an_administrator(rep, actor, browser):
    with_app(rep)
    with_codes(rep)
    sign_in(browser)
    answer(browser, code())
    assert is_in(browser)
    before = fresh(rep).session_epoch
    services.reset_second_factor(actor("it_admin"), person_id=rep.pk)
    assert not Authenticator.objects.filter(user=rep).exists()
    assert fresh(rep).session_epoch == before + 1
    assert not is_in(browser)
    assert "people.second_factor_reset" in [
        row.action for row in audit.trail_of("people.Person", str(rep.pk))
    ]
    assert sign_in(browser, next="/people/me/").url == "/people/me/"


def test_a_factor_is_not_reset_by_just_anybody(rep, person, actor):
    admin = person("江夏至", "admin", login="admin", password=GOOD)
    for one in (rep, admin):
        with_app(one)
    it_admin = actor("it_admin")
    with pytest.raises(RightMissing):
        services.reset_second_factor(actor("office_manager"), person_id=rep.pk)
    with pytest.raises(Outranked):
        services.reset_second_factor(it_admin, person_id=admin.pk)
    with pytest.raises(OwnFactor):
        services.reset_second_factor(actor(of=admin), person_id=admin.pk)
    assert Authenticator.objects.count() == 2


def test_only_whoever_holds_what_a_role_gives_changes_how_it_is_protected(roles, actor):
    role = roles["finance"]
    wanted = {"name": role.name, "name_en": role.name_en, "reach": role.reach, "rights": role.rights}
    with pytest.raises(BeyondOwnRights):
        services.update_role(actor("it_admin"), role_id=role.pk, **wanted, requires_mfa=True)
    assert not Role.objects.get(pk=role.pk).requires_mfa
    services.update_role(actor("admin"), role_id=role.pk, **wanted, requires_mfa=True)
    assert Role.objects.get(pk=role.pk).requires_mfa
    services.update_role(actor("admin"), role_id=role.pk, **wanted)
    assert Role.objects.get(pk=role.pk).requires_mfa


def test_what_an_administrator_sees_holds_no_secret(rep, actor):
    with_app(rep)
    with_codes(rep)
    seen = selectors.second_factor_of(actor("it_admin"), rep.pk)
    assert seen.is_on
    assert seen.has_only_one
    assert (seen.codes_left, seen.codes_total) == (10, 10)
    assert SECRET not in repr(seen)
