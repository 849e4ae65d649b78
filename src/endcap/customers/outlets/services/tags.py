"""Tags: free words that group outlets, put on, taken off, renamed, joined, dropped."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets.models import Outlet, Tag
from endcap.customers.outlets.rights import Rights
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.errors import NotFoundHere, Problem, collect
from endcap.kernel.ids import new_id


def _visible(actor: Actor, outlet_ids: Sequence[UUID]) -> list[Outlet]:
    wanted = set(outlet_ids)
    found = list(Outlet.objects.visible_to(actor).filter(pk__in=wanted, archived_at__isnull=True))
    if len(found) != len(wanted):
        raise NotFoundHere()
    return found


def _tag(tag_id: UUID) -> Tag:
    found = Tag.objects.select_for_update().filter(pk=tag_id).first()
    if found is None:
        raise NotFoundHere()
    return found


def _problems(word: str, tone: str, *, but: UUID | None = None) -> list[Problem | None]:
    others = Tag.objects.filter(name=word)
    return [
        None if 0 < len(word) <= 40 else Problem("name", "required", _("填标签，最多 40 个字。")),
        Problem("name", "taken", _("已有同名标签。要并成一个，用“合并”。"))
        if (others.exclude(pk=but) if but else others).exists()
        else None,
        None if tone in Tag.Tone.values else Problem("tone", "unknown", _("选列表里的一种颜色。")),
    ]


@transaction.atomic
def add_tag(actor: Actor, *, outlet_ids: Sequence[UUID], name: str) -> int:
    """Tag outlets; answers how many did not carry the tag yet."""
    actor.require(Rights.EDIT)

    outlets = _visible(actor, outlet_ids)
    word = " ".join(name.split())
    collect([None if 0 < len(word) <= 40 else Problem("tag", "required", _("填标签，最多 40 个字。"))])

    tag, _made = Tag.objects.get_or_create(name=word, defaults={"id": new_id(actor.now)})
    through = Outlet.tags.through
    held = set(through.objects.filter(tag=tag, outlet__in=outlets).values_list("outlet_id", flat=True))
    missing = [outlet for outlet in outlets if outlet.pk not in held]
    through.objects.bulk_create([through(tag_id=tag.pk, outlet_id=outlet.pk) for outlet in missing])
    audit.record_many(actor, "outlets.tagged", missing, tag=word)
    return len(missing)


@transaction.atomic
def remove_tag(actor: Actor, *, outlet_ids: Sequence[UUID], name: str) -> int:
    """Take a tag off outlets; answers how many carried it. The tag itself stays until somebody deletes it."""
    actor.require(Rights.EDIT)

    outlets = _visible(actor, outlet_ids)
    tag = Tag.objects.filter(name=name).first()
    if tag is None:
        raise NotFoundHere()

    held = Outlet.tags.through.objects.filter(tag=tag, outlet__in=outlets)
    gone = [Outlet(id=pk) for pk in held.values_list("outlet_id", flat=True)]
    held.delete()
    audit.record_many(actor, "outlets.untagged", gone, tag=name)
    return len(gone)


@transaction.atomic
def create_tag(actor: Actor, *, name: str, tone: str = "", id: UUID | None = None) -> Tag:
    """Make a tag that outlets may carry."""
    actor.require(Rights.ARRANGE)

    word = " ".join(name.split())
    collect(_problems(word, tone))

    made = Tag(id=id or new_id(actor.now), name=word, tone=tone)
    made.save(force_insert=True)
    audit.record(actor, "outlets.tag_created", made, name=word)
    return made


@transaction.atomic
def change_tag(actor: Actor, *, tag_id: UUID, name: str, tone: str) -> Tag:
    """Call a tag otherwise or give it another colour; every outlet that carries it shows the new one."""
    actor.require(Rights.ARRANGE)

    tag = _tag(tag_id)
    word = " ".join(name.split())
    collect(_problems(word, tone, but=tag.pk))

    before = tag.name
    tag.name, tag.tone = word, tone
    tag.save(update_fields=["name", "tone"])
    audit.record(actor, "outlets.tag_changed", tag, before=before, name=word)
    return tag


@transaction.atomic
def merge_tags(actor: Actor, *, tag_id: UUID, into_id: UUID) -> Tag:
    """Let the outlets of one tag carry another, and drop the first."""
    actor.require(Rights.ARRANGE)

    tag, into = _tag(tag_id), _tag(into_id)
    collect([Problem("into", "same", _("选另一个标签来合并。")) if tag.pk == into.pk else None])

    through = Outlet.tags.through
    held = through.objects.filter(tag=into).values("outlet_id")
    moved = through.objects.filter(tag=tag).exclude(outlet_id__in=held).update(tag=into)
    audit.record(actor, "outlets.tags_merged", into, gone=tag.name, moved=moved)
    tag.delete()
    return into


@transaction.atomic
def delete_tag(actor: Actor, *, tag_id: UUID) -> int:
    """Drop a tag from every outlet; answers how many carried it."""
    actor.require(Rights.ARRANGE)

    tag = _tag(tag_id)
    count = Outlet.tags.through.objects.filter(tag=tag).count()
    audit.record(actor, "outlets.tag_deleted", tag, name=tag.name, outlets=count)
    tag.delete()
    return count
