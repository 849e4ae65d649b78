"""Published versions and submitted answers stay; drafts lose nothing."""

from __future__ import annotations

from copy import deepcopy

import pytest
from django.db import IntegrityError, transaction

from endcap.kernel.errors import InvalidInput, RightMissing
from endcap.kernel.ids import new_id
from endcap.mechanisms.questions import pages, selectors, services
from endcap.mechanisms.questions.errors import AlreadyPublished, AlreadySubmitted, NothingPublished
from endcap.mechanisms.questions.models import Reply, Version
from endcap.mechanisms.questions.tests.test_interpreter import AUDIT, FILES

pytestmark = [pytest.mark.req("CRD-01", "CRD-07"), pytest.mark.django_db]
SCORE = FILES["score"]["definition"]
GOOD = {"a": {"value": "good"}, "b": {"value": "bad", "note": "看过账"}}


@pytest.fixture
def asked(system):
    """A published questionnaire and a reply that has begun."""
    services.install(system, key="score", definition=SCORE)
    return services.begin(system, key="score", subject_type="test.Thing", subject_id=new_id())


def test_a_published_version_never_changes(system):
    version = services.install(system, key="score", definition=SCORE)
    with pytest.raises(AlreadyPublished):
        services.publish(system, key="score", number=1)
    for act in (
        lambda: Version.objects.filter(pk=version.pk).update(number=9),
        lambda: Version.objects.filter(pk=version.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    assert selectors.current("score") == version


def test_a_new_version_leaves_the_answers_to_the_old_one(system, asked):
    services.submit(system, reply_id=asked.pk, answers=GOOD)
    changed = deepcopy(SCORE)
    changed["sections"][0]["questions"][0]["weight"] = 30
    made = services.save_version(system, key="score", definition=changed)
    assert (made.number, selectors.current("score").number) == (2, 1)
    services.publish(system, key="score", number=2)
    old = selectors.reply(asked.pk)
    assert (old.version.number, old.score_bp) == (1, 4286)
    later = services.begin(system, key="score", subject_type="test.Thing", subject_id=new_id())
    assert services.submit(system, reply_id=later.pk, answers=GOOD).score_bp == 8824


def test_saving_again_replaces_the_draft(system):
    services.save_version(system, key="score", definition=SCORE)
    assert services.save_version(system, key="score", definition=AUDIT).number == 1
    with pytest.raises(NothingPublished):
        selectors.current("score")


def test_faults_are_refused_all_at_once_and_nothing_is_kept(system):
    with pytest.raises(InvalidInput) as refused:
        services.save_version(system, key="odd", definition={"title": {}, "sections": []})
    assert [(p.field, p.code) for p in refused.value.problems] == [("title", "text"), ("sections", "missing")]
    assert Version.objects.count() == 0


def test_editing_needs_its_right(actor):
    with pytest.raises(RightMissing):
        services.save_version(actor("rep"), key="score", definition=SCORE)


def test_a_draft_keeps_even_what_is_wrong(system, asked):
    services.save_draft(system, reply_id=asked.pk, answers={"a": {"value": "maybe"}})
    assert selectors.reply(asked.pk).answers == {"a": {"value": "maybe"}}


def test_gaps_are_named_all_at_once_and_nothing_is_handed_in(system, asked):
    with pytest.raises(InvalidInput) as refused:
        services.submit(system, reply_id=asked.pk, answers={})
    assert [(p.field, p.code) for p in refused.value.problems] == [("a", "missing"), ("b", "missing")]
    assert selectors.reply(asked.pk).state == Reply.State.DRAFT


def test_what_was_handed_in_stays(system, asked):
    done = services.submit(system, reply_id=asked.pk, answers=GOOD)
    assert (done.answers, done.points, done.score_bp) == (GOOD, {"a": 100, "b": 0}, 4286)
    with pytest.raises(AlreadySubmitted):
        services.save_draft(system, reply_id=asked.pk, answers={})
    for act in (
        lambda: Reply.objects.filter(pk=asked.pk).update(score_bp=10_000),
        lambda: Reply.objects.filter(pk=asked.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    assert selectors.reply(asked.pk).score_bp == 4286


def test_the_same_id_begins_once(system, asked):
    again = services.begin(
        system, key="score", subject_type=asked.subject_type, subject_id=asked.subject_id, id=asked.pk
    )
    assert (again, Reply.objects.count()) == (asked, 1)


class Posted(dict):
    """A form as it arrives."""

    def getlist(self, name):
        return self.get(name, [])


def test_a_form_is_read_as_it_was_typed():
    posted = Posted(
        {
            "answer-there": "yes",
            "answer-faces": "1,2o",
            "answer-brands": ["a", "b"],
            "answer-price": "12.50",
            "answer-why": "  店主\0不同意 ",
            "note-there": "看到了",
            "unknown-seen_on": "1",
            "answer-seen_on": "2026-07-16",
        }
    )
    assert pages.answers_from(AUDIT, posted) == {
        "there": {"value": "yes", "note": "看到了"},
        "faces": {"value": "1,2o"},
        "why": {"value": "店主不同意"},
        "brands": {"value": ["a", "b"]},
        "price": {"value": 1250},
        "seen_on": {"unknown": True},
    }


def test_a_sheet_says_what_is_left(system, asked):
    asked.answers = {"a": {"value": "fair"}}
    sheet = pages.sheet_of(asked)
    assert (sheet.done, sheet.left, sheet.score) == (1, 1, 5500)
    assert [one.answer for one in sheet.groups[0].questions] == ["fair", ""]
