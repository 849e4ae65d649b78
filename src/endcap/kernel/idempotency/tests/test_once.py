"""The same request twice is one record; another request with the same id is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from endcap.kernel.errors import InvalidInput, NotFoundHere
from endcap.kernel.idempotency import services
from endcap.kernel.idempotency.errors import IdTaken
from endcap.kernel.idempotency.models import ClientId
from endcap.kernel.ids import new_id
from endcap.kernel.jobs.models import JobRun

pytestmark = [pytest.mark.django_db, pytest.mark.req("HOUSE")]
BODY = {"title": "导入", "lines": [1, 2]}


@pytest.fixture
def once(system):
    """Creates a job: ``once(id)`` answers whether it is new."""

    def ask(id: UUID | None, body=BODY, actor=system, model=JobRun) -> bool:
        def make() -> JobRun:
            run = JobRun(kind="import", title=body["title"], created_at=actor.now)
            run.id = id or new_id()
            run.save(force_insert=True)
            return run

        found, is_new = services.create_once(
            actor, model=model, id=id, body=body, make=make, find=lambda known: JobRun.objects.get(pk=known)
        )
        assert id is None or found.pk == id
        return is_new

    return ask


def test_the_same_request_twice_is_one_record(once):
    id = new_id()
    assert (once(id), once(id), once(id, {"lines": [1, 2], "title": "导入"})) == (True, False, False)
    assert JobRun.objects.count() == 1


def test_without_an_id_every_request_creates(once):
    assert (once(None), once(None)) == (True, True)
    assert (JobRun.objects.count(), ClientId.objects.count()) == (2, 0)


def test_another_body_person_or_kind_is_refused_and_changes_nothing(once, system):
    id = new_id()
    once(id)
    for other in (
        {"body": {"title": "导出"}},
        {"actor": replace(system, person_id=new_id())},
        {"model": ClientId},
    ):
        with pytest.raises(IdTaken):
            once(id, **other)
    assert JobRun.objects.get().title == "导入"


def test_the_id_of_a_record_that_was_made_otherwise_is_taken(once, system):
    run = JobRun(kind="import", title="x", created_at=system.now)
    run.save(force_insert=True)
    with pytest.raises(IdTaken):
        once(run.pk)
    assert ClientId.objects.count() == 0


def test_an_id_of_another_version_is_refused(once):
    with pytest.raises(InvalidInput) as refused:
        once(uuid4())
    assert [(p.field, p.code) for p in refused.value.problems] == [("id", "not_version_7")]


def test_what_is_refused_leaves_the_id_free(system, once):
    id = new_id()

    def refuse() -> JobRun:
        raise NotFoundHere

    with pytest.raises(NotFoundHere):
        services.create_once(system, model=JobRun, id=id, body=BODY, make=refuse, find=lambda known: None)
    assert ClientId.objects.count() == 0
    assert once(id) is True


def test_after_a_long_time_the_id_is_refused_instead_of_doubled(once, system):
    id = new_id()
    once(id)
    assert services.forget_old(replace(system, now=system.now + timedelta(days=91))) == 1
    with pytest.raises(IdTaken):
        once(id)
    assert JobRun.objects.count() == 1
