"""Classes under which files are put away (CUS-08)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets.models import Outlet
from endcap.customers.privacy.errors import ClassInUse
from endcap.customers.privacy.models import ArchiveClass
from endcap.customers.privacy.rights import Rights
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id

_PRESETS = (
    ("closed", "关店", "Shop closed", 24, ArchiveClass.Then.FORGET),
    ("dormant", "长期不进货", "Long without orders", 36, ArchiveClass.Then.FORGET),
    ("wrong", "建错了", "Entered by mistake", 3, ArchiveClass.Then.FORGET),
    ("dispute", "有争议或欠款", "Dispute or debt", 120, ArchiveClass.Then.KEEP),
)


@dataclass(frozen=True)
class ClassDraft:
    """What somebody says about an archive class."""

    code: str
    name: str
    keep_months: int | None
    then: str
    name_en: str = ""


def create_preset_classes(actor: Actor) -> list[ArchiveClass]:
    """The classes that a new installation starts with; calling it again changes nothing."""
    actor.require(Rights.CONFIGURE)

    made = [
        ArchiveClass(
            id=new_id(actor.now),
            code=code,
            name=name,
            name_en=name_en,
            keep_months=months,
            then=then,
            order=at,
        )
        for at, (code, name, name_en, months, then) in enumerate(_PRESETS)
    ]
    ArchiveClass.objects.bulk_create(made, ignore_conflicts=True)
    return list(ArchiveClass.objects.all())


def _problems(draft: ClassDraft, own_id: UUID | None) -> list[Problem | None]:
    others = ArchiveClass.objects.exclude(pk=own_id) if own_id else ArchiveClass.objects.all()
    taken = others.filter(code=draft.code.strip()).exists()
    months = draft.keep_months
    return [
        None if draft.code.strip() else Problem("code", "required", _("填类别编码。")),
        None if draft.name.strip() else Problem("name", "required", _("填类别名称。")),
        Problem("code", "taken", _("类别编码已被使用，换一个。")) if taken else None,
        Problem("code", "too_long", _("类别编码最多 40 个字。")) if len(draft.code.strip()) > 40 else None,
        Problem("name", "too_long", _("类别名称最多 60 个字。")) if len(draft.name.strip()) > 60 else None,
        None
        if months is not None and 1 <= months <= 600
        else Problem("keep_months", "out_of_range", _("保存时间填 1 到 600 个月。")),
        None if draft.then in ArchiveClass.Then.values else Problem("then", "unknown", _("选到期以后怎样。")),
    ]


@transaction.atomic
def save_archive_class(actor: Actor, *, draft: ClassDraft, class_id: UUID | None = None) -> ArchiveClass:
    """Add an archive class or change one."""
    actor.require(Rights.CONFIGURE)

    held = ArchiveClass.objects.filter(pk=class_id).first() if class_id else None
    if class_id and held is None:
        raise NotFoundHere()
    collect(_problems(draft, class_id))

    saved = held or ArchiveClass(id=new_id(actor.now), order=ArchiveClass.objects.count())
    renamed_from = saved.code if held and saved.code != draft.code.strip() else ""
    saved.code, saved.name, saved.name_en = draft.code.strip(), draft.name.strip(), draft.name_en.strip()
    saved.keep_months, saved.then = draft.keep_months or 1, draft.then
    saved.save()
    if renamed_from and _files_under(renamed_from):
        raise ClassInUse(name=saved.name, count=_files_under(renamed_from))
    audit.record(
        actor,
        "privacy.archive_class_saved",
        saved,
        code=saved.code,
        months=saved.keep_months,
        then=saved.then,
    )
    return saved


def _files_under(code: str) -> int:
    rows = Outlet.objects.unscoped("a class is in use whoever sees the file")
    return rows.filter(archive_class=code, archived_at__isnull=False).count()


@transaction.atomic
def close_archive_class(actor: Actor, *, class_id: UUID) -> ArchiveClass:
    """No file is put away under this class any more."""
    actor.require(Rights.CONFIGURE)

    held = ArchiveClass.objects.filter(pk=class_id).first()
    if held is None:
        raise NotFoundHere()
    if count := _files_under(held.code):
        raise ClassInUse(name=held.name, count=count)

    held.closed_on = actor.today
    held.save(update_fields=["closed_on"])
    audit.record(actor, "privacy.archive_class_closed", held, code=held.code)
    return held
