"""A company of two teams in which every preset role has somebody, with a record of each kind for each
relation."""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from django.core import signing
from django.test import Client

from endcap.customers.handover import models as handover_models
from endcap.customers.merchants import services as merchants
from endcap.customers.merchants.drafts import BankDraft, LinkDraft
from endcap.customers.outlets import models as outlet_models
from endcap.customers.outlets import services as outlets
from endcap.customers.privacy import services as privacy
from endcap.customers.territories import services as territories
from endcap.goods.catalog import services as catalog
from endcap.goods.catalog.models import Barcode
from endcap.kernel.actor import Actor
from endcap.kernel.calendar import services as calendar
from endcap.kernel.exchange import models as exchange_models
from endcap.kernel.exchange import services as exchange
from endcap.kernel.geo import Position
from endcap.kernel.ids import new_id
from endcap.kernel.jobs import services as jobs
from endcap.kernel.webhooks import models as webhook_models
from endcap.kernel.webhooks import services as webhooks
from endcap.mechanisms.agenda import services as agenda
from endcap.mechanisms.approvals import kinds as approval_kinds
from endcap.mechanisms.approvals import services as approvals
from endcap.mechanisms.approvals.models import Chain
from endcap.mechanisms.evidence import services as evidence
from endcap.org.messages import models as message_models
from endcap.org.messages import services as messages
from endcap.org.people import selectors as people_read
from endcap.org.people import services as people
from endcap.org.people.models import ApiToken, Person
from endcap.org.people.tests.soft_key import SoftKey
from endcap.org.units import services as units
from tests.architecture.matrix import PIXEL, Visitor

# Modules that bring the records of higher wings: ``records_of(builder, owner, outlet_id)`` answers what somebody
# has of each kind, ``known_to_all(builder)`` what addresses are filled with for everybody.
PARTS: tuple[Any, ...] = tuple(
    importlib.import_module(f"tests.architecture.{path.stem}")
    for path in sorted(Path(__file__).parent.glob("world_*.py"))
)
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
        self.message_channel = messages.create_channel(
            system, fields=messages.ChannelFields(name="群", kind="wecom", url="wecombot://BOTKEY123456789")
        )
        self.endpoint = webhooks.create_endpoint(
            system,
            fields=webhooks.EndpointFields("ERP", "https://endcap.invalid/hook", ["outlet.created"]),
        ).endpoint
        self.notice = webhook_models.Notice(
            endpoint=self.endpoint,
            kind="outlet.created",
            body="{}",
            state="failed",
            not_before=system.now,
            created_at=system.now,
            ended_at=system.now,
        )
        self.notice.save(force_insert=True)
        self.barcode = Barcode.objects.get(sku=self.sku)
        self.rule = agenda.save_rule(
            system, draft=agenda.RuleDraft(kind="outlets.call", name="联系", every={"A": 30})
        )
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
        self.archive_class = privacy.create_preset_classes(system)[0]
        self.tag = outlets.create_tag(system, name="学校旁")

        self.deputy = self.person("deputy", "store_clerk", self.here)

        approvals.create_preset_chains(system)
        approval_kinds.register(approval_kinds.Kind("matrix", "单据", None, lambda request: "/"))
        self.person("boss", "sales_manager", self.company)  # so that every request has somebody who decides

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
        outlet, other, twice = (self._outlet(owner, f"{owner.login} {n}") for n in (1, 2, 3))
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
        mass = outlets.preview_mass_action(
            as_owner, kind="tag", given={"tag": "冰柜"}, selection=outlets.Selection(ids=(outlet.pk,))
        )
        people.create_token(self.system, person_id=owner.pk, name="对接")
        absence, delegation, session, key = self._leave_and_doors(owner)
        batch = exchange.receive(
            as_owner,
            sheet_key="calendar",
            file_name="2028.csv",
            chunks=["日期,类型,名称\n2028-01-01,休息,元旦\n".encode()],
        )
        asked = exchange.ExportRequest(sheet_key="calendar", format="csv", purpose="x")
        export = exchange.order_export(as_owner, asked=asked)
        job = jobs.create_run(as_owner, kind="import", title="导入")
        messages.tell(self.system, to=[owner.pk], topic="house", title="消息")
        note = message_models.Notification.objects.get(person=owner)
        return {
            "person": {"person_id": owner.pk},
            "token": {"token_id": ApiToken.objects.get(person=owner).pk},
            "absence": {"absence_id": absence},
            "delegation": {"delegation_id": delegation},
            "session": {"session_id": session},
            "key": {"pk": key},
            "unit": {"unit_id": owner.unit_id},
            "outlet": {"outlet_id": outlet.pk},
            "contact": {"outlet_id": outlet.pk, "contact_id": contact.pk, "field": "phone"},
            "due": {"item_id": self._due(owner, outlet.pk).pk},
            "link": {"outlet_id": outlet.pk, "link_id": link.pk},
            "pair": {"outlet_id": outlet.pk, "other_id": other.pk},
            "merge": {
                "merge_id": outlets.merge_outlets(self.system, loser_id=twice.pk, survivor_id=other.pk).pk
            },
            "evidence": {
                "evidence_id": self._photo(outlet.pk),
                "subject_type": "outlets.Outlet",
                "subject_id": outlet.pk,
            },
            "approval": {"request_id": self._request(as_owner, owner)},
            "merchant": {"merchant_id": self._merchant(outlet.pk), "step": "licence", "kind": "shop"},
            "join link": {"link_id": self._join_link(owner)},
            "consent": {"consent_id": self._consent(contact)},
            "subject request": {"request_id": self._asked_by_subject(owner)},
            "territory": {"territory_id": self._territory(owner)},
            **self._handover(owner),
            "view": {"view_id": view.pk},
            "mass action": {"action_id": mass.pk},
            "batch": {"batch_id": batch.pk},
            "export": {"export_id": export.pk},
            "own export": {"export_id": export.pk},
            "job": {"run_id": job.pk},
            "note": {"notification_id": note.pk},
            "message channel": {"channel_id": self.message_channel.pk},
            "delivery": {"delivery_id": self.delivery_to(owner).pk},
            **{
                kind: filled
                for part in PARTS
                for kind, filled in part.records_of(self, owner, outlet.pk).items()
            },
        }

    def delivery_to(self, owner: Person) -> message_models.Delivery:
        """A message that was given up."""
        now = self.system.now
        delivery = message_models.Delivery(
            person=owner,
            channel=self.message_channel,
            title="消息",
            state="failed",
            not_before=now,
            created_at=now,
            ended_at=now,
        )
        delivery.save(force_insert=True)
        return delivery

    def _handover(self, owner: Person) -> dict[str, dict[str, Any]]:
        """Somebody of the team left: one outlet waits and is asked for, one was given to the owner."""
        system, unit = self.system, owner.unit
        leaver = self.person(f"{owner.login}_left", "store_clerk", unit)
        handover = handover_models.Handover(
            person=leaver, unit=unit, left_on=system.today, created_at=system.now, created_by="x"
        )
        handover.save(force_insert=True)
        waiting, given = (
            handover_models.Orphan(
                handover=handover, outlet=self._outlet(leaver, f"{leaver.login} {n}"), from_person=leaver
            )
            for n in (1, 2)
        )
        given.assigned_to, given.assigned_at = owner, system.now
        waiting.save(force_insert=True)
        given.save(force_insert=True)
        wish = handover_models.Wish(orphan=waiting, person=owner, reason="x", at=system.now)
        wish.save(force_insert=True)
        return {
            "handover": {"handover_id": handover.pk},
            "given orphan": {"orphan_id": given.pk},
            "waiting orphan": {"orphan_id": waiting.pk},
            "wish": {"wish_id": wish.pk},
            "wish to decide": {"wish_id": wish.pk},
        }

    def _due(self, owner: Person, outlet_id: Any) -> Any:
        return agenda.put(
            self.system,
            kind="outlets.call",
            key="x",
            subject_type="outlets.Outlet",
            subject_id=outlet_id,
            title="店",
            due_on=self.system.today,
            person_id=owner.pk,
            unit_id=owner.unit_id,
        )

    def _leave_and_doors(self, owner: Person) -> tuple[Any, Any, Any, Any]:
        """Leave, a deputy, an open session and a security key of somebody."""
        system, day = self.system, date(2099, 8, 1)
        absence = people.add_absence(system, person_id=owner.pk, from_on=day, to_on=day, kind="trip")
        given = people.delegate(
            system, from_id=owner.pk, to_id=self.deputy.pk, from_on=day, to_on=date(2099, 8, 9)
        )
        seen = people.note_session(
            owner, key=owner.login, user_agent="Firefox/140.0 Linux", address="192.0.2.1", at=system.now
        )
        soft = SoftKey("testserver")
        asked = {"publicKey": {"challenge": "AAAA"}}
        data = {"name": "密钥", "credential": json.loads(soft.register(asked))}
        key = Authenticator.objects.create(user=owner, type=Authenticator.Type.WEBAUTHN, data=data)
        return absence.pk, given.pk, seen.pk, key.pk

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

    def _request(self, as_owner: Actor, owner: Person) -> Any:
        return approvals.submit(
            as_owner,
            kind="matrix",
            subject_type="matrix.Document",
            subject_id=new_id(),
            title="单据",
            document={},
            unit_id=owner.unit_id,
        ).pk

    def _consent(self, contact: outlet_models.Contact) -> Any:
        return privacy.give_consent(self.system, contact_id=contact.pk, purpose="order", way="spoken").pk

    def _asked_by_subject(self, owner: Person) -> Any:
        as_owner = replace(self.system, person_id=owner.pk, name=owner.name, unit_id=owner.unit_id)
        return privacy.open_request(as_owner, kind="access", name="柳").pk

    def _territory(self, owner: Person) -> Any:
        ring = (Position(302_000_000, 1_200_000_000), Position(302_100_000, 1_200_000_000))
        draft = territories.TerritoryDraft(
            code=owner.login,
            name=owner.login,
            unit_id=owner.unit_id,
            owner_id=owner.pk,
            ring=(*ring, Position(302_000_000, 1_200_100_000)),
        )
        return territories.create_territory(self.system, draft=draft).pk

    def _merchant(self, outlet_id: Any) -> Any:
        made = merchants.start_merchant(self.system, outlet_ids=[outlet_id])
        bank = BankDraft(account_no="6222000012345678")
        return merchants.save_bank(self.system, merchant_id=made.pk, draft=bank).pk

    def _join_link(self, owner: Person) -> Any:
        return merchants.create_link(self.system, LinkDraft("渡口街", owner.pk)).pk

    def _photo(self, outlet_id: Any) -> Any:
        return evidence.keep(
            self.system,
            content=PIXEL,
            file_name="门头.png",
            kind="photo",
            subject_type="outlets.Outlet",
            subject_id=outlet_id,
        ).pk

    def known_to_all(self) -> Mapping[str, Any]:
        """What addresses are filled with that no reach limits."""
        role = next(role for role in self.roles if role.code == "store_clerk")
        role_owner = self.person("inviting", "rep", self.here)
        return {
            "deputy_id": self.deputy.pk,
            "role_id": role.pk,
            "sku_id": self.sku.pk,
            "barcode_id": self.barcode.pk,
            "segment_id": self.segment.pk,
            "class_id": self.archive_class.pk,
            "rule_key": "contacts_left",
            "tag_id": self.tag.pk,
            "rule_id": self.rule.pk,
            "chain_id": Chain.objects.get().pk,
            "channel_id": self.channel.pk,
            "scheme": "abc",
            "sheet_key": "calendar",
            "code": "P-01",
            "key": "sales.figures",
            "endpoint_id": self.endpoint.pk,
            "notice_id": self.notice.pk,
            "token": merchants.token_of(self._join_link(role_owner)),
            "receipt": signing.dumps("M-2026-000001", salt="endcap.portal.receipt"),
            "year": 2026,
            "month": 7,
            "day": 16,
            "on": date(2026, 7, 16),
            **{name: value for part in PARTS for name, value in part.known_to_all(self).items()},
        }


def build_for_one(system: Actor) -> tuple[Person, Mapping[str, Mapping[str, Any]]]:
    """The administrator of the same company, and by kind with what addresses of the own records are filled;
    under "" what everybody's are."""
    builder = _Builder(system)
    known = builder.known_to_all()
    admin = builder.person("v_admin", "admin", builder.here)
    return admin, {"": {**known, "person_id": admin.pk}, **builder.records_of(admin)}


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
