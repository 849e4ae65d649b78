"""An office with a shop, its buyer, and a manager who handles requests."""

from dataclasses import replace

import pytest

from endcap.customers.outlets import services as outlets
from endcap.customers.outlets.drafts import ContactDraft
from endcap.customers.outlets.models import Channel
from endcap.kernel.calendar import services as calendar

PHONE = "13912345678"


@pytest.fixture
def office(unit):
    return unit("东渡办事处", code="DD")


@pytest.fixture
def handler(actor, office):
    """An office manager with the right to handle requests."""
    manager = actor("office_manager", unit=office)
    extra = {"privacy.handle", "privacy.configure", "outlets.forget"}
    return replace(manager, rights=manager.rights | extra)


@pytest.fixture
def shop(system, person, office):
    calendar.seed_china(system)
    outlets.create_preset_channels(system)
    channel = Channel.objects.get(code=outlets.UNSORTED)
    rep = person("林小满", unit=office)
    return outlets.create_outlet(
        system,
        outlets.OutletDraft(
            name="福满超市", channel_id=channel.pk, owner_id=rep.pk, unit_id=office.pk, city="东渡",
            address="滨江路 1 号", phone=PHONE, contact_name="柳如烟",
        ),
    )  # fmt: skip


@pytest.fixture
def buyer(system, shop):
    from datetime import date

    return outlets.add_contact(
        system,
        outlet_id=shop.pk,
        draft=ContactDraft(
            name="柳如烟",
            role="buyer",
            level="base",
            phone=PHONE,
            birthday=date(1985, 3, 9),
            purposes={"phone": "order", "birthday": "care"},
        ),
    )
