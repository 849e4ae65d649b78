"""A company of two teams in which every preset role has somebody, with a record of each kind for each
relation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.test import Client

from endcap.customers.outlets import models as outlet_models
from endcap.customers.outlets import services as outlets
from endcap.goods.catalog import services as catalog
from endcap.goods.catalog.models import Barcode
from endcap.kernel.actor import Actor
from endcap.kernel.calendar import services as calendar
from endcap.kernel.exchange import models as exchange_models
from endcap.kernel.exchange import services as exchange
from endcap.kernel.ids import new_id
from endcap.kernel.jobs import services as jobs
from endcap.org.people import selectors as people_read
from endcap.org.people import services as people
from endcap.org.people.models import ApiToken, Person
from endcap.org.units import services as units
from tests.architecture.matrix import Visitor

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True)
class World:
    """Who knocks, and as whom everything may be looked at."""

    visitors: tuple[Visitor, ...]
    stranger: Visitor
    admin: Visitor


class _Builder:
    """Makes people with one record of each kind of their own."""

    def __init__(self, system: Actor) -> None:
        self.system = system
        self.company = units.create_unit(system, code="HQ", name="青禾饮品", kind="company")
        office = self._unit("O1", "东渡办事处", "office", self.company)
        self.here = self._unit("T1", "一组", "team", office)
        self.there = self._unit("T2", "二组", "team", self._unit("O2", "河埠办事处", "office", self.company))
        self.roles = people.create_preset_roles(system)
        outlets.create_preset_channels(system)
        outlets.create_preset_schemes(system)
        catalog.create_preset_price_levels(system)
        calendar.seed_china(system)
        self.channel = outlet_models.Channel.objects.get(code=outlets.UNSORTED)
        self.sku = catalog.create_sku(
            system, code="S1", fields=catalog.SkuFields(name="青禾绿茶 500ml"), barcode="6901234567892"
        )
        self.barcode = Barcode.objects.get(sku=self.sku)
        self.segment = outlet_models.Segment(
            id=new_id(),
            name="客群",
            basis="need",
            query="grade=A",
            strategy="x",
            updated_at=system.now,
            updated_by="x",
        )
        self.segment.save(force_insert=True)

    def _unit(self, code: str, name: str, kind: str, parent: Any) -> Any:
        return units.create_unit(self.system, code=code, name=name, kind=kind, parent_id=parent.pk)

    def person(self, login: str, role: str, unit: Any) -> Person:
        return people.create_person(
            self.system,
            login=login,
            name=login,
            unit_id=unit.pk,
            role_codes=[role],
            trusted_password_hash="!",
        )

    def records_of(self, owner: Person) -> dict[str, dict[str, Any]]:
        """One record of each kind that belongs to somebody."""
        as_owner = replace(self.system, person_id=owner.pk, name=owner.name)
        now = self.system.now
        outlet, other = (self._outlet(owner, f"{owner.login} {n}") for n in (1, 2))
        contact = outlet_models.Contact(
            id=new_id(), outlet=outlet, name="柳", role="buyer", level="base", created_at=now, updated_at=now
        )
        contact.save(force_insert=True)
        link = outlet_models.OutletLink(
            id=new_id(), outlet=outlet, other=other, kind="duplicate_suspect", created_at=now
        )
        link.save(force_insert=True)
        view = outlet_models.SavedView(
            id=new_id(), person=owner, name="视图", query="grade=A", created_at=now
        )
        view.save(force_insert=True)
        people.create_token(self.system, person_id=owner.pk, name="对接")
        batch = exchange.receive(
            as_owner,
            sheet_key="calendar",
            file_name="2028.csv",
            chunks=["日期,类型,名称\n2028-01-01,休息,元旦\n".encode()],
        )
        asked = exchange.ExportRequest(sheet_key="calendar", format="csv", purpose="x")
        export = exchange.order_export(as_owner, asked=asked)
        job = jobs.create_run(as_owner, kind="import", title="导入")
        return {
            "person": {"person_id": owner.pk},
            "token": {"token_id": ApiToken.objects.get(person=owner).pk},
            "unit": {"unit_id": owner.unit_id},
            "outlet": {"outlet_id": outlet.pk},
            "contact": {"outlet_id": outlet.pk, "contact_id": contact.pk},
            "link": {"outlet_id": outlet.pk, "link_id": link.pk},
            "view": {"view_id": view.pk},
            "batch": {"batch_id": batch.pk},
            "export": {"export_id": export.pk},
            "own export": {"export_id": export.pk},
            "job": {"run_id": job.pk},
        }

    def _outlet(self, owner: Person, name: str) -> Any:
        draft = outlets.OutletDraft(
            name=f"店 {name}",
            channel_id=self.channel.pk,
            owner_id=owner.pk,
            unit_id=owner.unit_id,
            city="东渡",
        )
        [made] = outlets.create_many(self.system, [draft])
        return made

    def known_to_all(self) -> Mapping[str, Any]:
        """What addresses are filled with that no reach limits."""
        role = next(role for role in self.roles if role.code == "store_clerk")
        return {
            "role_id": role.pk,
            "sku_id": self.sku.pk,
            "barcode_id": self.barcode.pk,
            "segment_id": self.segment.pk,
            "channel_id": self.channel.pk,
            "scheme": "abc",
            "sheet_key": "calendar",
            "code": "P-01",
            "year": 2026,
            "month": 7,
            "day": 16,
            "on": date(2026, 7, 16),
        }


def build(system: Actor) -> World:
    """Everybody and everything."""
    builder = _Builder(system)
    known = builder.known_to_all()
    # records of people with little say, so that acting on them is never refused because of their rank
    same = builder.records_of(builder.person("same", "store_clerk", builder.here))
    other = builder.records_of(builder.person("other", "store_clerk", builder.there))
    builder.person("second", "admin", builder.company)  # nobody who is tried is the last administrator

    visitors = []
    for role in builder.roles:
        person = builder.person(f"v_{role.code}", role.code, builder.here)
        own = builder.records_of(person)
        objects: dict[tuple[str, str], Mapping[str, Any]] = {("", ""): {**known, "person_id": person.pk}}
        for relation, records in (("own", own), ("same team", same), ("other team", other)):
            objects |= {(kind, relation): filling for kind, filling in records.items()}
        client = Client(raise_request_exception=False)  # a broken page is a surprise like any other
        client.force_login(person, backend=BACKEND)
        actor = people_read.actor_of(person, now=system.now)
        visitors.append(Visitor(role.code, client, actor.rights, actor.reach, objects))
    admin = next(visitor for visitor in visitors if visitor.role == "admin")
    stranger = replace(
        admin,
        role="nobody",
        client=Client(raise_request_exception=False),
        rights=frozenset(),
        is_stranger=True,
    )
    assert exchange_models.Batch.objects.unscoped("every visitor brought one").count() == len(visitors) + 2
    return World(tuple(visitors), stranger, admin)
