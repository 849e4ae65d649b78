"""Rules, the items that they and services make due, and the history of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from endcap.kernel.fields import IdField
from endcap.kernel.scope import Reach, ScopedQuerySet
from endcap.mechanisms.agenda import cadence, kinds
from endcap.org.people import selectors as people
from endcap.org.units.models import Unit

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from endcap.kernel.actor import Actor


class Rule(models.Model):
    """When items of a kind fall due, kept as data: distance by grade, own date, season, working days."""

    class Basis(models.TextChoices):
        INTERVAL = "interval", _("距上次")
        ANCHOR = "anchor", _("按固定日期")

    class Step(models.TextChoices):
        DAYS = "days", pgettext_lazy("step", "天")
        MONTHS = "months", _("个月")

    class Shift(models.TextChoices):
        NONE = "none", _("不调整")
        NEXT = "next", _("顺延到下一个工作日")
        PREVIOUS = "previous", _("提前到上一个工作日")

    id = IdField()
    code = models.CharField(_("编码"), max_length=40, unique=True)
    kind = models.CharField(_("类型"), max_length=40)
    name = models.CharField(_("规则名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=80, blank=True)
    basis = models.CharField(_("从哪天算"), max_length=8, choices=Basis, default=Basis.INTERVAL)
    step = models.CharField(_("间隔的单位"), max_length=6, choices=Step, default=Step.DAYS)
    every = models.JSONField(_("间隔"), default=dict, blank=True)  # grade → distance; "" is everybody else
    season = models.JSONField(_("月份"), default=list, blank=True)  # months of the year; none: all
    shift = models.CharField(_("遇到休息日"), max_length=8, choices=Shift, default=Shift.NEXT)
    lead_days = models.PositiveSmallIntegerField(_("提前几天出现"), default=7)
    query = models.CharField(_("只对这些"), max_length=500, blank=True)
    closed_on = models.DateField(_("停用日期"), null=True, blank=True)
    updated_at = models.DateTimeField()
    updated_by = models.CharField(max_length=60)

    class Meta:
        ordering = ["kind", "code"]
        constraints = [
            models.CheckConstraint(
                name="agenda_rule_basis_known", condition=models.Q(basis__in=["interval", "anchor"])
            ),
            models.CheckConstraint(
                name="agenda_rule_shift_known", condition=models.Q(shift__in=["none", "next", "previous"])
            ),
        ]

    def __str__(self) -> str:
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name

    def cadence(self, on: date) -> cadence.Cadence:
        """How often; distances that the rule does not name come from the parameters of that day."""
        declared = kinds.of(self.kind).every
        every = self.every or (dict(declared(on)) if declared else {})
        return cadence.Cadence(
            cadence.Basis(self.basis),
            {str(grade): int(distance) for grade, distance in every.items()},
            cadence.Step(self.step),
            frozenset(self.season),
            cadence.Shift(self.shift),
        )


def doers(actor: Actor) -> frozenset[UUID]:
    """Whose items the actor deals with: the own ones, and today those of people he stands in for."""
    if actor.person_id is None:
        return frozenset()
    return people.acting_for(actor.person_id, on=actor.today) | {actor.person_id}


def _of_doers(actor: Actor, person: str) -> models.Q:
    """The same as a condition, without a statement of its own."""
    if actor.person_id is None:
        return models.Q(pk__in=[])
    others = people.stood_in_for(actor.person_id, on=actor.today)
    return models.Q(**{person: actor.person_id}) | models.Q(**{f"{person}__in": others})


class ItemQuerySet(ScopedQuerySet["Item"]):
    """One's own items and those of people one stands in for; those of the units for whoever looks after units."""

    def scope_filter(self, actor: Actor) -> models.Q:
        own = _of_doers(actor, "person_id")
        return own if actor.reach == Reach.OWN else own | models.Q(unit_id__in=actor.unit_ids)


class Item(models.Model):
    """Something that somebody has to do by a day. The same occasion of a subject exists once."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("agenda", "待办")
        DONE = "done", _("已办完")
        SKIPPED = "skipped", _("已跳过")
        WITHDRAWN = "withdrawn", pgettext_lazy("agenda", "已撤销")

    TRANSITIONS = {
        State.OPEN: {State.DONE, State.SKIPPED, State.WITHDRAWN},
        State.DONE: {State.OPEN},
        State.SKIPPED: {State.OPEN},
        State.WITHDRAWN: {State.OPEN},
    }

    id = IdField()
    kind = models.CharField(_("类型"), max_length=40)
    key = models.CharField(max_length=80)  # the occasion, unique for the subject
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    title = models.CharField(_("事项"), max_length=200)
    url = models.CharField(max_length=300, blank=True)
    due_on = models.DateField(_("到期"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("谁办"), on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(Unit, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, null=True, blank=True, related_name="items")
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.CharField(max_length=60, blank=True)
    ended_by_id = models.UUIDField(null=True, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["person", "state", "due_on", "id"], name="agenda_by_person"),
            models.Index(fields=["unit", "state", "due_on", "id"], name="agenda_by_unit"),
            models.Index(fields=["state", "due_on", "id"], name="agenda_by_day"),
            models.Index(fields=["rule", "subject_id", "ended_on"], name="agenda_by_rule"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="agenda_item_once", fields=["subject_type", "subject_id", "kind", "key"]
            ),
            models.CheckConstraint(
                name="agenda_state_known",
                condition=models.Q(state__in=["open", "done", "skipped", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="agenda_end_is_whole",
                condition=models.Q(state="open", ended_at__isnull=True, ended_on__isnull=True)
                | (
                    ~models.Q(state="open")
                    & models.Q(ended_at__isnull=False)
                    & models.Q(ended_on__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="agenda_skip_has_reason", condition=~models.Q(state="skipped") | ~models.Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def of_kind(self) -> kinds.Kind:
        """What kind of thing it is."""
        return kinds.of(self.kind)

    @property
    def words(self) -> str:
        """What to do, in the reader's language."""
        sentence = str(self.of_kind.sentence)
        return sentence % {"title": self.title} if sentence else self.title

    @property
    def leads_to(self) -> str:
        """The page on which it is dealt with."""
        page = self.of_kind.page
        return page(self) if page else self.url

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.state == self.State.OPEN


class EntryQuerySet(ScopedQuerySet["Entry"]):
    """The history of an item is seen by whoever sees the item."""

    def scope_filter(self, actor: Actor) -> models.Q:
        own = _of_doers(actor, "item__person_id")
        return own if actor.reach == Reach.OWN else own | models.Q(item__unit_id__in=actor.unit_ids)


class Entry(models.Model):
    """One fact of an item's history. The database refuses to change or delete it."""

    class What(models.TextChoices):
        PUT = "put", _("列入待办")
        MOVED = "moved", _("改期或改内容")
        REASSIGNED = "reassigned", _("换人")
        DONE = "done", _("已办完")
        SKIPPED = "skipped", _("已跳过")
        WITHDRAWN = "withdrawn", pgettext_lazy("agenda", "已撤销")
        REOPENED = "reopened", _("重新打开")

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="entries")
    what = models.CharField(max_length=10, choices=What)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=60)
    by_id = models.UUIDField(null=True)
    due_on = models.DateField()
    person_id = models.UUIDField()
    note = models.CharField(max_length=300, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["item", "id"], name="agenda_history")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.what}"
