"""What may be changed of many outlets at once. Each kind tells an outlet's state as a short text, judges whether it may
become another, and writes the new state of many outlets in few statements. Undoing is the same the other way round."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets.events import OutletClassified
from endcap.customers.outlets.models import (
    Channel,
    Classification,
    MassAction,
    MassRow,
    Outlet,
    Scheme,
    SchemeValue,
    Tag,
)
from endcap.customers.outlets.rights import Rights
from endcap.customers.outlets.services import checks
from endcap.customers.outlets.services.figures import SCHEME_OF_METHOD
from endcap.customers.outlets.services.own import Post, in_chunks, move
from endcap.kernel import events
from endcap.kernel.actor import Actor
from endcap.kernel.audit import services as audit
from endcap.kernel.bulk import insert_many
from endcap.kernel.errors import Problem, collect
from endcap.kernel.ids import new_id
from endcap.kernel.parameters import selectors as parameters
from endcap.kernel.parameters.definitions import P
from endcap.kernel.rights import Right
from endcap.org.units import selectors as units

Texts = dict[UUID, str]
Progress = Callable[[int], None]
Why = MassRow.Why


@dataclass(frozen=True)
class Target:
    """What is to be set: its parameters as they are kept, in words, and the state that an outlet would get."""

    params: Mapping[str, str]
    words: str
    after: Callable[[str], str]


@dataclass(frozen=True)
class Change:
    """One outlet on its way from one state to another."""

    outlet: Outlet
    before: str
    after: str


@dataclass(frozen=True)
class MassKind:
    """One kind of change to many outlets."""

    code: str
    right: Right
    target: Callable[[Actor, Mapping[str, str]], Target]
    states: Callable[[Sequence[UUID], Mapping[str, str]], Texts]
    write: Callable[[Actor, Sequence[Change], Mapping[str, str], str, Progress | None], None]
    may_become: Callable[[str, str], bool] = lambda before, after: True


def _pair(one: object, other: object) -> str:
    return f"{one}:{other}"


def _field(name: str) -> Callable[[Sequence[UUID], Mapping[str, str]], Texts]:
    """The state is one column of the outlet."""

    def states(ids: Sequence[UUID], params: Mapping[str, str]) -> Texts:
        found: Texts = {}
        for part in in_chunks(ids):
            rows = Outlet.objects.unscoped("ids that were read within the actor's reach")
            found |= {pk: str(value) for pk, value in rows.filter(pk__in=part).values_list("pk", name)}
        return found

    return states


def _write_field(name: str, action: str) -> Callable[..., None]:
    def write(
        actor: Actor,
        changes: Sequence[Change],
        params: Mapping[str, str],
        reason: str,
        progress: Progress | None,
    ) -> None:
        groups: dict[str, list[Outlet]] = {}
        for change in changes:
            groups.setdefault(change.after, []).append(change.outlet)
        done = 0
        for after, outlets in groups.items():
            for part in in_chunks(outlets):
                rows = Outlet.objects.unscoped("outlets that the caller has locked")
                rows.filter(pk__in=[one.pk for one in part]).update(**{name: after, "updated_at": actor.now})
                done += len(part)
                if progress:
                    progress(done)
            audit.record_many(
                actor, action, outlets, fields=[name.removesuffix("_id")], value=_told(name, after)
            )

    return write


def _told(name: str, after: str) -> str:
    return after if name == "status" else ""


# --- the owner -------------------------------------------------------------------------------------------------------


def _owner(actor: Actor, given: Mapping[str, str]) -> Target:
    owner = checks.owner_named(_uuid(given.get("owner", "")))
    collect(checks.owner_problems(actor, owner, is_new=False))
    assert owner is not None
    below = {str(pk) for pk in units.subtree_ids(owner.unit_id)}

    def after(before: str) -> str:
        held, unit = before.split(":")
        if held == str(owner.pk):
            return before
        return _pair(owner.pk, unit if unit in below else owner.unit_id)

    return Target({"owner": str(owner.pk)}, owner.name, after)


def _posts(ids: Sequence[UUID], params: Mapping[str, str]) -> Texts:
    found: Texts = {}
    for part in in_chunks(ids):
        rows = Outlet.objects.unscoped("ids that were read within the actor's reach").filter(pk__in=part)
        found |= {pk: _pair(owner, unit) for pk, owner, unit in rows.values_list("pk", "owner_id", "unit_id")}
    return found


def _write_owner(
    actor: Actor, changes: Sequence[Change], params: Mapping[str, str], reason: str, progress: Progress | None
) -> None:
    to = {}
    for change in changes:
        owner, unit = change.after.split(":")
        to[change.outlet.pk] = Post(UUID(owner), UUID(unit))
    move(actor, [change.outlet for change in changes], to, reason=reason, progress=progress)


# --- tags ------------------------------------------------------------------------------------------------------------


def _tag(actor: Actor, given: Mapping[str, str]) -> Target:
    word = " ".join(given.get("tag", "").split())
    collect([None if 0 < len(word) <= 40 else Problem("tag", "required", _("填标签，最多 40 个字。"))])
    return Target({"tag": word}, word, lambda before: "1")


def _untag(actor: Actor, given: Mapping[str, str]) -> Target:
    word = " ".join(given.get("tag", "").split())
    known = Tag.objects.filter(name=word).exists()
    collect([None if known else Problem("tag", "unknown", _("没有这个标签，选列表里的一项。"))])
    return Target({"tag": word}, word, lambda before: "")


def _tagged(ids: Sequence[UUID], params: Mapping[str, str]) -> Texts:
    found: Texts = dict.fromkeys(ids, "")
    through = Outlet.tags.through
    for part in in_chunks(ids):
        rows = through.objects.filter(tag__name=params["tag"], outlet_id__in=part)
        found |= dict.fromkeys(rows.values_list("outlet_id", flat=True), "1")
    return found


def _write_tag(
    actor: Actor, changes: Sequence[Change], params: Mapping[str, str], reason: str, progress: Progress | None
) -> None:
    tag, _made = Tag.objects.get_or_create(name=params["tag"], defaults={"id": new_id(actor.now)})
    through = Outlet.tags.through
    on = [change.outlet for change in changes if change.after]
    off = [change.outlet for change in changes if not change.after]
    for part in in_chunks(on):
        through.objects.bulk_create(
            [through(tag_id=tag.pk, outlet_id=one.pk) for one in part], batch_size=400
        )
    for part in in_chunks(off):
        through.objects.filter(tag=tag, outlet_id__in=[one.pk for one in part]).delete()
    audit.record_many(actor, "outlets.tagged", on, tag=tag.name)
    audit.record_many(actor, "outlets.untagged", off, tag=tag.name)
    if progress:
        progress(len(changes))


# --- status, channel -------------------------------------------------------------------------------------------------


def _status(actor: Actor, given: Mapping[str, str]) -> Target:
    value = given.get("status", "")
    collect([None if value in Outlet.Status.values else Problem("status", "required", _("选状态。"))])
    return Target({"status": value}, str(Outlet.Status(value).label), lambda before: value)


def _status_may(before: str, after: str) -> bool:
    return Outlet.Status(after) in Outlet.TRANSITIONS[Outlet.Status(before)]


def _channel(actor: Actor, given: Mapping[str, str]) -> Target:
    found = Channel.objects.filter(
        code=given.get("channel", ""), is_leaf=True, closed_on__isnull=True
    ).first()
    collect([None if found else Problem("channel", "required", checks.CHANNEL_NEEDED)])
    assert found is not None
    return Target({"channel": found.code}, found.name, lambda before: str(found.pk))


# --- classes ---------------------------------------------------------------------------------------------------------


def _class(actor: Actor, given: Mapping[str, str]) -> Target:
    code, _colon, value = given.get("class", "").partition(":")
    found = SchemeValue.objects.filter(scheme__code=code, scheme__closed_on__isnull=True, code=value)
    held = found.select_related("scheme").first()
    collect(
        [
            None if held else Problem("class", "required", _("选一个分类。")),
            None
            if given.get("reason", "").strip()
            else Problem("reason", "required", _("写明原因。以后有人会问为什么。")),
        ]
    )
    assert held is not None
    words = gettext("%(scheme)s：%(value)s") % {"scheme": held.scheme, "value": held}
    return Target({"class": f"{code}:{value}"}, words, lambda before: value)


def _scheme_code(params: Mapping[str, str]) -> str:
    return params["class"].partition(":")[0]


def _classes(ids: Sequence[UUID], params: Mapping[str, str]) -> Texts:
    found: Texts = dict.fromkeys(ids, "")
    rows = Classification.objects.unscoped("of ids that were read within the actor's reach")
    rows = rows.filter(scheme__code=_scheme_code(params), valid_to__isnull=True)
    for part in in_chunks(ids):
        found |= dict(rows.filter(outlet_id__in=part).values_list("outlet_id", "value"))
    return found


def _write_class(
    actor: Actor, changes: Sequence[Change], params: Mapping[str, str], reason: str, progress: Progress | None
) -> None:
    scheme = Scheme.objects.get(code=_scheme_code(params))
    shows = scheme.code == SCHEME_OF_METHOD.get(str(parameters.value(P.ABC_METHOD, on=actor.today)))
    groups: dict[str, list[Outlet]] = {}
    for change in changes:
        groups.setdefault(change.after, []).append(change.outlet)
    done = 0
    for value, outlets in groups.items():
        for part in in_chunks(outlets):
            _class_part(actor, scheme, value, reason, [one.pk for one in part], shows=shows)
            done += len(part)
            if progress:
                progress(done)
        for one in outlets:
            events.publish(actor, OutletClassified(one.pk, scheme.code, value))
        audit.record_many(
            actor, "outlets.classified", outlets, scheme=scheme.code, value=value, source="manual"
        )


def _class_part(
    actor: Actor, scheme: Scheme, value: str, reason: str, ids: list[UUID], *, shows: bool
) -> None:
    held = Classification.objects.unscoped("of outlets that the caller has locked")
    held = held.filter(scheme=scheme, outlet_id__in=ids, valid_to__isnull=True)
    held.filter(valid_from__lte=actor.today).update(valid_to=actor.today)
    if value:
        insert_many(
            [
                Classification(
                    id=new_id(actor.now),
                    outlet_id=pk,
                    scheme=scheme,
                    value=value,
                    valid_from=actor.today,
                    source=Classification.Source.MANUAL,
                    reason=reason,
                    by_name=actor.name,
                    at=actor.now,
                )
                for pk in ids
            ]
        )
    if shows:
        rows = Outlet.objects.unscoped("outlets that the caller has locked").filter(pk__in=ids)
        rows.update(grade=value if value in ("A", "B", "C") else "")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


K = MassAction.Kind
KINDS: Mapping[str, MassKind] = {
    kind.code: kind
    for kind in (
        MassKind(K.OWNER, Rights.ASSIGN, _owner, _posts, _write_owner),
        MassKind(K.TAG, Rights.EDIT, _tag, _tagged, _write_tag),
        MassKind(K.UNTAG, Rights.EDIT, _untag, _tagged, _write_tag),
        MassKind(
            K.STATUS,
            Rights.EDIT,
            _status,
            _field("status"),
            _write_field("status", "outlets.updated"),
            _status_may,
        ),
        MassKind(
            K.CHANNEL,
            Rights.EDIT,
            _channel,
            _field("channel_id"),
            _write_field("channel_id", "outlets.updated"),
        ),
        MassKind(K.CLASS, Rights.CLASSIFY, _class, _classes, _write_class),
    )
}
