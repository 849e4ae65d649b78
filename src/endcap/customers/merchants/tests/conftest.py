"""A team with outlets, and merchants in every state of onboarding."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from endcap.customers.merchants import services
from endcap.customers.merchants.drafts import BANK_PAPER, LICENCE_PHOTO, SUBJECT, BankDraft, LicenceDraft
from endcap.customers.merchants.models import Merchant
from endcap.customers.merchants.tests.licences import CODE
from endcap.customers.outlets import selectors as outlet_selectors
from endcap.customers.outlets import services as outlet_services
from endcap.kernel.calendar import services as calendar
from endcap.mechanisms.approvals import selectors as approvals_read
from endcap.mechanisms.approvals import services as approvals
from endcap.mechanisms.evidence import services as evidence
from endcap.mechanisms.evidence.services import Sent
from endcap.mechanisms.evidence.tests.pictures import photo

LICENCE = LicenceDraft(
    name="青禾百货（东渡）有限公司",
    kind="company",
    licence_no=CODE,
    legal_person="柳青禾",
    address="东渡市河埠区青石路18号102室",
    established_on=date(2016, 3, 8),
    valid_from=date(2016, 3, 8),
    valid_to=date(2036, 3, 7),
    contact_name="罗小满",
    contact_phone="13800000417",
)
BANK = BankDraft(
    account_name="青禾百货（东渡）有限公司",
    bank_name="东渡银行",
    branch_name="河埠支行",
    account_no="6222 0000 1234 5678",
)


@pytest.fixture
def team(company, unit, person, actor, system):
    """A rep under a team manager and an office manager, and a rep of another office."""
    calendar.seed_china(system)
    approvals.create_preset_chains(system)
    outlet_services.create_preset_channels(system)
    office = unit("东渡办事处")
    here = unit("一组", kind="team", parent=office)
    there = unit("二组", kind="team", parent=unit("河埠办事处"))
    people = SimpleNamespace(
        rep=person("林小满", "rep", unit=here),
        colleague=person("陈立秋", "rep", unit=here),
        stranger=person("周白露", "rep", unit=there),
        manager=person("沈大暑", "business_manager", unit=here),
        office_manager=person("江夏至", "office_manager", unit=office),
        clerk=person("何谷雨", "sales_clerk", unit=office),
    )
    return SimpleNamespace(
        people=people,
        **{name: actor(of=somebody) for name, somebody in vars(people).items()},
        here=here,
        there=there,
    )


@pytest.fixture
def outlet(team, system):
    """Makes outlets of the rep: ``outlet("福满小卖部")``."""
    channels = {channel.code: channel for channel in outlet_selectors.channels_in_order()}

    def make(name="福满小卖部", *, owner=None, **values):
        draft = outlet_services.OutletDraft(
            name=name,
            channel_id=channels["grocery"].pk,
            owner_id=(owner or team.people.rep).pk,
            **values,
        )
        [made] = outlet_services.create_many(system, [draft])
        return made

    return make


@pytest.fixture
def begun(team, outlet):
    """Makes merchants that have only begun."""

    def make(name="福满小卖部", *, by=None, **values) -> Merchant:
        return services.start_merchant(by or team.rep, outlet_ids=[outlet(name, **values).pk])

    return make


@pytest.fixture
def filled(team, begun):
    """Makes merchants with everything that is needed to submit: ``filled(valid_to=…)``."""

    def make(name="福满小卖部", *, by=None, owner=None, **changes) -> Merchant:
        rep = by or team.rep
        merchant = begun(name, by=rep, **({"owner": owner} if owner else {}))
        services.save_licence(rep, merchant_id=merchant.pk, draft=replace(LICENCE, **changes))
        services.save_bank(rep, merchant_id=merchant.pk, draft=BANK)
        for kind in (LICENCE_PHOTO, BANK_PAPER):
            evidence.keep(
                rep,
                content=photo(color="teal"),
                file_name="执照.jpg",
                kind=kind,
                subject_type=SUBJECT,
                subject_id=merchant.pk,
            )
        return fresh(merchant)

    return make


@pytest.fixture
def decide(team):
    """The next in the chain says a word: ``decide(merchant, "approved")``."""

    def act(merchant, outcome="approved", *, note="", by=None):
        asked = fresh(merchant).request_id
        for somebody in (by,) if by else (team.manager, team.office_manager):
            request = approvals_read.request_of(somebody, asked)
            if request.state != "open":
                break
            approvals.decide(somebody, request_id=asked, outcome=outcome, note=note, version=request.version)
            if approvals_read.request_of(somebody, asked).state != "open":
                break
        return fresh(merchant)

    return act


@pytest.fixture
def approved(team, filled, decide):
    """Makes merchants that may trade."""

    def make(*args, **changes) -> Merchant:
        merchant = filled(*args, **changes)
        services.submit(changes.get("by") or team.rep, merchant_id=merchant.pk)
        return decide(merchant)

    return make


def fresh(merchant: Merchant) -> Merchant:
    """The merchant as it stands in the database."""
    return Merchant.objects.unscoped("a test looks").get(pk=merchant.pk)


def sent(content: bytes | None = None, name: str = "执照.jpg") -> Sent:
    """A file as somebody sends it."""
    return Sent(photo() if content is None else content, name)
