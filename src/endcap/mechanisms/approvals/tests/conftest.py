"""A company with a line of managers, and a kind of document that exists only here."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from endcap.kernel.calendar import services as calendar
from endcap.kernel.ids import new_id
from endcap.mechanisms.approvals import kinds, selectors, services
from endcap.mechanisms.approvals.kinds import Check, Kind
from endcap.org.people import services as people_services

KIND = "concession"
YUAN = 100


def _checks(_actor, _request):
    return [Check("账户对得上", "ok", "尾号 6621"), Check("价签看不清", "warn", "第 4 张得分 0.71")]


@pytest.fixture(autouse=True)
def kind():
    """Price concessions, as an area that uses approvals would declare them."""
    made = Kind(
        key=KIND,
        name="特价申请",
        right_to_submit=None,
        page=lambda request: f"/concessions/{request.subject_id}/",
        checks=_checks,
        words={"price": "单价", "outlet": "终端", "items": "品项"},
        answers=("同意，按合同", "补照片"),
    )
    kinds.register(made)
    yield made
    kinds.forget(KIND)


@pytest.fixture
def staff(company, unit, person, system):
    """A rep in a team of an office of a region; a manager on each floor; finance and the managing director."""
    calendar.seed_china(system)
    services.create_preset_chains(system)
    region = unit("华东大区", kind="region")
    office = unit("东渡办事处", parent=region)
    team = unit("一组", kind="team", parent=office)
    return SimpleNamespace(
        region=region,
        office=office,
        team=team,
        company=company,
        rep=person("林小满", "rep", unit=team),
        other_rep=person("陈立秋", "rep", unit=team),
        team_manager=person("沈大暑", "business_manager", unit=team),
        office_manager=person("江夏至", "office_manager", unit=office),
        region_manager=person("夏立夏", "branch_manager", unit=region),
        sales_manager=person("秦小暑", "sales_manager", unit=company),
        finance=person("许冬至", "finance", unit=company),
        other_finance=person("何霜降", "finance", unit=company),
        admin=person("系统", "admin", unit=company),
    )


@pytest.fixture
def submit(actor):
    """Submits a concession: ``submit(staff.rep, yuan=4000)``."""

    def make(someone, *, yuan=0, key="", document=None, **more):
        return services.submit(
            actor(of=someone),
            kind=more.pop("kind", KIND),
            subject_type="concessions.Concession",
            subject_id=more.pop("subject_id", new_id()),
            title=more.pop("title", "柠檬茶 500ml 特价 39.50"),
            document={"price": "39.50", "outlet": "丰茂园批发部"} if document is None else document,
            amount=yuan * YUAN,
            rolling_key=key,
            **more,
        )

    return make


@pytest.fixture
def decide(actor):
    """Decides as somebody: ``decide(staff.team_manager, request)``."""

    def make(someone, request, outcome="approved", note="", version=None):
        request.refresh_from_db()
        return services.decide(
            actor(of=someone),
            request_id=request.pk,
            outcome=outcome,
            note=note,
            version=version or request.version,
        )

    return make


@pytest.fixture
def step_people(actor, system):
    """Who may decide each step of a request, by name: ``[["沈大暑"], ["江夏至"]]``."""

    def read(request):
        file = selectors.file_of(system, request.pk)
        return [[seat.person.name for seat in line.seats] for line in file.steps]

    return read


@pytest.fixture
def set_chain(system):
    """Sets a chain of the concession from its steps."""

    def make(*steps, kind=KIND, **more):
        return services.set_chain(system, chain=services.ChainDraft(kind=kind, steps=tuple(steps), **more))

    return make


@pytest.fixture
def state_of():
    """Everything that a refused operation must leave as it was."""
    from endcap.mechanisms.approvals import models

    def read(request):
        row = (
            models.Request.objects.unscoped("a test looks at the row itself")
            .filter(pk=request.pk)
            .values()
            .get()
        )
        facts = [
            list(rows.values())
            for rows in (
                models.Draft.objects.filter(request_id=request.pk),
                models.StepRun.objects.filter(request_id=request.pk),
                models.Seat.objects.filter(run__request_id=request.pk),
                models.Decision.objects.filter(request_id=request.pk),
            )
        ]
        return row, facts

    return read


@pytest.fixture
def away(system):
    """Sends somebody on leave with a deputy: ``away(staff.office_manager, deputy=staff.other_rep)``."""

    def send(someone, *, deputy, days=5):
        from datetime import timedelta

        today = system.today
        people_services.add_absence(
            system, person_id=someone.pk, from_on=today, to_on=today + timedelta(days=days), kind="holiday"
        )
        return people_services.delegate(system, from_id=someone.pk, to_id=deputy.pk, from_on=today)

    return send


@pytest.fixture(autouse=True)
def _inboxes_follow_from_seats_and_decisions(request, frozen):
    """After every test here: whoever a request waits for has a free seat at its step in hand, and nobody else."""
    yield
    if "db" not in request.fixturenames and "transactional_db" not in request.fixturenames:
        return
    from endcap.mechanisms.approvals.models import Request, Waiting
    from endcap.mechanisms.approvals.services import moving

    for each in Request.objects.unscoped("every inbox is looked at"):
        told = set(Waiting.objects.filter(request=each).values_list("person_id", flat=True))
        free = (
            {seat.person_id for seat in moving.sitting(each, moving.current_run(each))}
            if each.state == "open"
            else set()
        )
        assert told == free, each
