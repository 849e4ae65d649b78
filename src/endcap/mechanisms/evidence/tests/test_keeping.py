"""Keeping files, seeing them, taking them away."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from endcap.kernel import events
from endcap.kernel.audit import selectors as audit
from endcap.kernel.errors import Conflict, InvalidInput, NotFoundHere, RightMissing
from endcap.kernel.ids import new_id
from endcap.mechanisms.evidence import errors, keeping, selectors, services
from endcap.mechanisms.evidence.events import EvidenceKept
from endcap.mechanisms.evidence.models import Evidence
from endcap.mechanisms.evidence.services import Sent
from endcap.mechanisms.evidence.tests.conftest import CLOSED, NOTE
from endcap.mechanisms.evidence.tests.pictures import HTML, PDF, photo, photo_with_place

pytestmark = pytest.mark.req("CUS-15", "HOUSE")


def rows() -> int:
    return Evidence.objects.unscoped("a test counts").count()


def test_a_photo_is_kept_under_its_content_with_its_maker(actor, note, keep, now):
    rep = actor()
    subject_id = note(rep)
    content = photo_with_place()

    kept = keep(rep, subject_id, content, "门头.png")

    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert (kept.file_name, kept.media_type, kept.size_bytes) == ("门头.jpg", "image/jpeg", len(content))
    assert (kept.made_by, kept.made_by_name, kept.created_at) == (rep.person_id, rep.name, now)
    assert selectors.of_subject(rep, NOTE, subject_id) == [kept]
    assert keeping.get(keeping.original_path(kept.sha256)) == content
    assert b"Phone" not in selectors.shown(rep, kept.pk).content
    assert [row.action for row in audit.trail_of("evidence.Evidence", str(kept.pk))] == ["evidence.kept"]


def test_others_are_told_that_a_file_was_kept(actor, note, keep, monkeypatch):
    told = []
    monkeypatch.setattr(events, "_handlers", {EvidenceKept: [lambda _actor, event: told.append(event)]})
    rep = actor()
    subject_id = note(rep)
    kept = keep(rep, subject_id, kind="licence")
    assert told == [EvidenceKept(kept.pk, "licence", NOTE, subject_id)]


def test_the_same_bytes_on_two_subjects_lie_there_once(actor, note, keep):
    rep = actor()
    first, second = note(rep), note(rep)
    content = photo(color="navy")
    one, two = keep(rep, first, content), keep(rep, second, content)
    assert one.pk != two.pk
    assert one.sha256 == two.sha256
    folder = keeping.original_path(one.sha256).rsplit("/", 1)[0]
    assert default_storage.listdir(folder)[1] == [one.sha256]


def test_the_same_id_again_is_the_same_evidence_and_with_other_bytes_a_conflict(actor, note, keep):
    rep = actor()
    subject_id, id = note(rep), new_id()
    one = keep(rep, subject_id, id=id)
    assert keep(rep, subject_id, id=id) == one
    with pytest.raises(Conflict):
        keep(rep, subject_id, PDF, id=id)
    assert rows() == 1


def test_whoever_does_not_see_the_subject_sees_no_file_and_adds_none(actor, note, keep):
    rep, other = actor(), actor()
    kept = keep(rep, subject_id := note(rep))
    for act in (
        lambda: selectors.of_subject(other, NOTE, subject_id),
        lambda: selectors.evidence_of(other, kept.pk),
        lambda: selectors.shown(other, kept.pk),
        lambda: selectors.shown(other, kept.pk, is_small=True),
        lambda: keep(other, subject_id),
        lambda: services.add(
            other, files=[Sent(photo(), "a.jpg")], kind="x", subject_type=NOTE, subject_id=subject_id
        ),
    ):
        with pytest.raises(NotFoundHere):
            act()
    assert rows() == 1


def test_a_kind_of_subject_that_nobody_declared_is_seen_by_nobody(system, note, keep):
    note()
    with pytest.raises(NotFoundHere):
        keep(system, new_id(), subject_type="tests.Unheard")
    assert rows() == 0


def test_a_file_that_is_refused_leaves_nothing_behind(actor, note, keep):
    rep = actor()
    subject_id = note(rep)
    with pytest.raises(errors.KindRefused):
        keep(rep, subject_id, HTML)
    assert rows() == 0
    assert not default_storage.exists(keeping.original_path(hashlib.sha256(HTML).hexdigest()))


def test_of_several_files_all_or_none_are_kept_and_each_reason_is_named(actor, note):
    rep = actor()
    subject_id = note(rep)
    sent = [Sent(photo(), "好.jpg"), Sent(HTML, "坏.jpg"), Sent(b"", "空.jpg")]
    with pytest.raises(InvalidInput) as said:
        services.add(rep, files=sent, kind="photo", subject_type=NOTE, subject_id=subject_id)
    assert [problem.code for problem in said.value.problems] == ["file_kind_refused", "file_empty"]
    assert rows() == 0

    services.add(rep, files=sent[:1] * 2, kind="photo", subject_type=NOTE, subject_id=subject_id)
    assert rows() == 2


@pytest.mark.parametrize(("count", "code"), [(0, "required"), (13, "too_many")])
def test_no_file_or_too_many_at_once_is_refused(actor, note, count, code):
    rep = actor()
    subject_id = note(rep)
    with pytest.raises(InvalidInput) as said:
        services.add(
            rep,
            files=[Sent(photo(), "a.jpg")] * count,
            kind="photo",
            subject_type=NOTE,
            subject_id=subject_id,
        )
    assert said.value.problems[0].code == code
    assert rows() == 0


def test_a_subject_without_an_upload_page_takes_files_from_its_own_area_only(actor, note, keep):
    rep = actor()
    subject_id = note(rep)
    with pytest.raises(errors.SubjectClosed):
        services.add(
            rep, files=[Sent(photo(), "a.jpg")], kind="x", subject_type=CLOSED, subject_id=subject_id
        )
    assert rows() == 0
    keep(rep, subject_id, subject_type=CLOSED)
    assert rows() == 1


def test_taking_away_needs_the_right_and_a_reason_and_leaves_the_bytes(actor, note, keep, now):
    rep, admin = actor(), actor("admin")
    subject_id = note(rep, admin)
    kept = keep(rep, subject_id)
    with pytest.raises(RightMissing):
        services.remove(rep, evidence_id=kept.pk, reason="拍错了")
    for reason in ("", "  ", "错" * 201):
        with pytest.raises(errors.ReasonMissing):
            services.remove(admin, evidence_id=kept.pk, reason=reason)
    assert selectors.of_subject(rep, NOTE, subject_id) == [kept]

    gone = services.remove(admin, evidence_id=kept.pk, reason="拍错了")

    assert (gone.removed_at, gone.removed_by_name, gone.removal_reason) == (now, admin.name, "拍错了")
    assert selectors.of_subject(rep, NOTE, subject_id) == []
    with pytest.raises(NotFoundHere):
        selectors.shown(rep, kept.pk)
    assert default_storage.exists(keeping.original_path(kept.sha256))
    with pytest.raises(errors.AlreadyRemoved):
        services.remove(admin, evidence_id=kept.pk, reason="再删")


def test_nobody_removes_what_he_does_not_see(actor, note, keep):
    rep, admin = actor(), actor("admin")
    kept = keep(rep, note(rep))
    with pytest.raises(NotFoundHere):
        services.remove(admin, evidence_id=kept.pk, reason="拍错了")
    with pytest.raises(NotFoundHere):
        services.remove(admin, evidence_id=new_id(), reason="拍错了")
    assert rows() == 1


@pytest.mark.req("CPL-04")
def test_bytes_go_when_the_retention_is_over_unless_another_subject_uses_them(
    actor, note, keep, system, django_capture_on_commit_callbacks
):
    rep, admin = actor(), actor("admin")
    first, second = note(rep, admin), note(rep, admin)
    alone, shared, twin = (
        keep(rep, first, photo(color="gold")),
        keep(rep, first, photo(color="pink")),
        keep(rep, second, photo(color="pink")),
    )
    for kept in (alone, shared):
        services.remove(admin, evidence_id=kept.pk, reason="拍错了")

    with django_capture_on_commit_callbacks(execute=True):
        assert services.purge(replace(system, now=system.now + timedelta(days=180))) == 0
    later = replace(system, now=system.now + timedelta(days=181))
    with django_capture_on_commit_callbacks(execute=True):
        assert services.purge(later) == 2
        assert services.purge(later) == 0

    assert not default_storage.exists(keeping.original_path(alone.sha256))
    assert not default_storage.exists(keeping.served_path(alone.sha256))
    assert default_storage.exists(keeping.original_path(shared.sha256))
    assert selectors.shown(rep, twin.pk).content
    assert rows() == 3


def test_bytes_that_are_gone_from_the_disk_are_not_found_rather_than_a_broken_page(actor, note, keep):
    rep = actor()
    kept = keep(rep, note(rep), photo(color="lime"))
    keeping.drop(kept.sha256)
    with pytest.raises(NotFoundHere):
        selectors.shown(rep, kept.pk)


def test_files_are_counted_for_many_subjects_in_one_statement(actor, note, keep, django_assert_num_queries):
    rep = actor()
    first, second, third = note(rep), note(rep), note(rep)
    keep(rep, first), keep(rep, first, PDF), keep(rep, second)
    with django_assert_num_queries(1):
        assert selectors.counts_of(rep, NOTE, [first, second, third]) == {first: 2, second: 1}
