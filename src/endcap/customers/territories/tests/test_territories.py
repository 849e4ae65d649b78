"""Drawing territories, who sees them, and handing their outlets to the person in charge."""

from dataclasses import replace

import pytest

from endcap.customers.outlets import services as outlets
from endcap.customers.outlets.models import Channel, Outlet, Ownership
from endcap.customers.territories import selectors, services
from endcap.customers.territories.errors import ChangedMeanwhile, NobodyInCharge, NothingToHandOver
from endcap.customers.territories.models import Territory
from endcap.customers.territories.services import TerritoryDraft
from endcap.kernel.errors import InvalidInput, NotFoundHere, RightMissing
from endcap.kernel.geo import Position

pytestmark = pytest.mark.django_db
RING = (
    Position(302_000_000, 1_200_000_000),
    Position(302_000_000, 1_200_100_000),
    Position(302_100_000, 1_200_100_000),
    Position(302_100_000, 1_200_000_000),
)
BOW = (RING[0], RING[2], RING[1], RING[3])


@pytest.fixture
def office(unit):
    return unit("东渡办事处", code="DD")


@pytest.fixture
def reps(person, office):
    return person("linxiaoman", unit=office), person("songchushu", unit=office)


@pytest.fixture
def draft(office, reps):
    return TerritoryDraft(code="PQ-1", name="江边片", unit_id=office.pk, owner_id=reps[0].pk, ring=RING)


@pytest.fixture
def shops(system, office, reps):
    outlets.create_preset_channels(system)
    channel = Channel.objects.get(code=outlets.UNSORTED)

    def make(name, owner, lat, lon):
        return outlets.create_outlet(
            system,
            outlets.OutletDraft(
                name=name, channel_id=channel.pk, owner_id=owner.pk, unit_id=office.pk, city="东渡",
                address=f"{name}路 1 号", position=Position(lat, lon),
            ),
        )  # fmt: skip

    return (
        make("福满超市", reps[0], 302_050_000, 1_200_050_000),
        make("江边小店", reps[1], 302_060_000, 1_200_060_000),
        make("城西批发", reps[1], 303_000_000, 1_200_050_000),
    )


@pytest.mark.req("CUS-17")
def test_a_territory_counts_the_outlets_inside_it_and_those_in_other_hands(system, draft, shops):
    made = services.create_territory(system, draft=draft)

    seen = selectors.ground(system)

    assert [(one.territory.pk, one.outlets, one.elsewhere) for one in seen.lines] == [(made.pk, 2, 1)]
    assert (seen.unassigned, seen.without_place) == (1, 0)
    assert selectors.territory_at(302_050_000, 1_200_050_000) == made
    assert selectors.territory_at(303_000_000, 1_200_050_000) is None


@pytest.mark.req("CUS-17")
def test_handing_over_moves_only_what_lies_inside_and_keeps_who_had_it(system, draft, shops, reps):
    made = services.create_territory(system, draft=draft)

    assert services.hand_to_owner(system, territory_id=made.pk) == 1

    mine, moved, outside = shops
    owners = dict(Outlet.objects.visible_to(system).values_list("pk", "owner_id"))
    assert (owners[mine.pk], owners[moved.pk], owners[outside.pk]) == (reps[0].pk, reps[0].pk, reps[1].pk)
    held = Ownership.objects.visible_to(system).filter(outlet=moved)
    assert {(one.owner_id, one.to_on is None) for one in held} == {(reps[1].pk, False), (reps[0].pk, True)}
    with pytest.raises(NothingToHandOver):
        services.hand_to_owner(system, territory_id=made.pk)


@pytest.mark.req("CUS-17")
def test_nobody_in_charge_nobody_to_hand_over_to(system, draft, shops, reps):
    made = services.create_territory(system, draft=replace(draft, owner_id=None))

    with pytest.raises(NobodyInCharge):
        services.hand_to_owner(system, territory_id=made.pk)

    assert Outlet.objects.visible_to(system).filter(owner=reps[1]).count() == 2


@pytest.mark.req("CUS-17")
def test_a_border_that_crosses_itself_is_refused_with_everything_else_that_is_wrong(system, draft):
    with pytest.raises(InvalidInput) as refused:
        services.create_territory(system, draft=replace(draft, ring=BOW, name=" ", unit_id=None))

    assert {problem.code for problem in refused.value.problems} == {"required", "shape_crosses_itself"}
    assert {problem.field for problem in refused.value.problems} == {"name", "unit", "shape"}
    assert not Territory.objects.unscoped("the whole table").exists()


@pytest.mark.req("CUS-17")
def test_two_people_drawing_at_once_the_second_is_told(system, draft):
    made = services.create_territory(system, draft=draft)
    services.update_territory(system, territory_id=made.pk, version=1, draft=replace(draft, name="江东片"))

    with pytest.raises(ChangedMeanwhile):
        services.update_territory(
            system, territory_id=made.pk, version=1, draft=replace(draft, name="江西片")
        )

    assert selectors.territory_of(system, made.pk).name == "江东片"


@pytest.mark.req("CUS-17")
def test_another_office_neither_sees_nor_changes_it(system, draft, person, unit, actor):
    made = services.create_territory(system, draft=draft)
    stranger = actor(of=person("cailixia", "office_manager", unit=unit("河埠办事处", code="HB")))

    with pytest.raises(NotFoundHere):
        selectors.territory_of(stranger, made.pk)
    with pytest.raises(NotFoundHere):
        services.close_territory(stranger, territory_id=made.pk)

    assert selectors.territory_of(system, made.pk).closed_on is None


@pytest.mark.req("CUS-17")
def test_a_rep_looks_but_does_not_draw(system, draft, reps, actor):
    made = services.create_territory(system, draft=draft)
    rep = actor(of=reps[0])

    assert selectors.territory_of(rep, made.pk) == made
    with pytest.raises(RightMissing):
        services.create_territory(rep, draft=replace(draft, code="PQ-2"))

    assert Territory.objects.unscoped("the whole table").count() == 1


@pytest.mark.req("CUS-17")
def test_the_page_draws_and_keeps_what_was_typed_when_it_refuses(client, system, person, office, draft):
    manager = person("jiangxiazhi", role="office_manager", unit=office)
    client.force_login(manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    bow = (
        '{"type":"Polygon","coordinates":[[[120,30.2],[120.01,30.21],[120.01,30.2],[120,30.21],[120,30.2]]]}'
    )
    typed = {"code": "PQ-7", "name": "桥头片", "unit": str(office.pk), "tone": "b", "shape": bow}

    refused = client.post("/territories/new/", typed)

    assert refused.status_code == 422
    assert "桥头片" in refused.content.decode()
    assert "相交" in refused.content.decode()
    good = '{"type":"Polygon","coordinates":[[[120,30.2],[120.01,30.2],[120.01,30.21],[120,30.2]]]}'
    assert client.post("/territories/new/", {**typed, "shape": good}).status_code == 302
    made = Territory.objects.unscoped("the whole table").get()
    assert (made.name, made.tone, len(made.corners), made.unit_id) == ("桥头片", "b", 3, office.pk)
    assert client.get("/territories/").status_code == 200
    assert client.get(f"/territories/{made.pk}/").status_code == 200
    assert client.get(f"/territories/{made.pk}/edit/").status_code == 200
    assert client.get("/territories/shapes/").json()["features"][0]["properties"]["name"] == "桥头片"


@pytest.mark.req("CUS-17")
def test_by_api_a_stale_version_is_a_conflict(client, system, person, office, draft):
    made = services.create_territory(system, draft=draft)
    manager = person("jiangxiazhi", role="office_manager", unit=office)
    client.force_login(manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    body = {
        "code": "PQ-1",
        "name": "江边片",
        "unit_id": str(office.pk),
        "corners": made.corners,
        "version": 9,
    }

    answer = client.put(f"/api/v1/territories/{made.pk}", body, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (409, "territory_changed")
    assert client.get("/api/v1/territories").json()["items"][0]["version"] == 1
