"""The audit log can't be changed through the database, and whoever changes it below the database is found."""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, connection, transaction

from endcap.kernel.audit import guards, seals, selectors, services
from endcap.kernel.audit.chain import GENESIS, digest_of
from endcap.kernel.audit.models import AuditHead, AuditRow
from endcap.kernel.errors import RightMissing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    """Seals of one test are none of another's business."""
    settings.HOME = tmp_path


@pytest.fixture
def ten_rows(system):
    """Rows 1 to 10."""
    services.record_rows(
        system, [("outlets.changed", "outlets.Outlet", f"o{n}", {"fields": [n]}) for n in range(1, 11)]
    )


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def found():
    return [(broken.seq, broken.what, broken.last) for broken in selectors.verify().breaks]


@pytest.fixture
def unguarded():
    """Somebody with the key to the database has taken the triggers away."""
    guards.remove(connection)


@pytest.mark.req("SEC-03", "HOUSE")
def test_an_untouched_log_holds(ten_rows):
    assert selectors.verify() == selectors.Verdict(10, ())


@pytest.mark.req("HOUSE")
def test_an_empty_log_holds(db):
    assert selectors.verify() == selectors.Verdict(0, ())


@pytest.mark.req("HOUSE")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditrow SET actor_name = 'x' WHERE seq = 3",
        "DELETE FROM audit_auditrow WHERE seq = 3",
        "DELETE FROM audit_audithead",
        "UPDATE audit_audithead SET seq = 4",
    ],
)
def test_the_database_refuses_to_change_or_delete(ten_rows, statement):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        sql(statement)
    assert selectors.verify().holds
    assert AuditRow.objects.count() == 10


@pytest.mark.req("HOUSE")
@pytest.mark.parametrize("key", ["seq", "rowid"])
def test_a_row_cannot_be_replaced(ten_rows, key):
    if connection.vendor != "sqlite":
        with pytest.raises(IntegrityError), transaction.atomic():
            sql("TRUNCATE audit_auditrow")
        return
    columns = "at_us, actor, actor_name, action, object_type, object_id, detail, digest"
    rowid, seq = ("rowid + 500", "seq") if key == "seq" else ("rowid", "seq + 100")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        sql(
            f"INSERT OR REPLACE INTO audit_auditrow (rowid, seq, {columns})"
            f" SELECT {rowid}, {seq}, {columns} FROM audit_auditrow WHERE seq = 3"
        )
    assert selectors.verify() == selectors.Verdict(10, ())


@pytest.mark.req("HOUSE")
@pytest.mark.parametrize(
    "column", ["at_us", "actor", "actor_name", "action", "object_type", "object_id", "detail"]
)
def test_a_changed_row_is_located(ten_rows, unguarded, column):
    sql(f"UPDATE audit_auditrow SET {column} = %s WHERE seq = 6", 7 if column == "at_us" else "7")
    assert found() == [(6, "changed", 6)]


@pytest.mark.req("HOUSE")
def test_two_changed_rows_are_both_located(ten_rows, unguarded):
    sql("UPDATE audit_auditrow SET detail = '{}' WHERE seq IN (2, 9)")
    assert found() == [(2, "changed", 2), (9, "changed", 9)]


@pytest.mark.req("HOUSE")
def test_a_changed_row_with_a_new_hash_breaks_the_link_to_the_next(ten_rows, unguarded):
    before = AuditRow.objects.get(seq=5).digest
    row = AuditRow.objects.get(seq=6)
    forged = digest_of(
        before,
        6,
        row.at_us,
        row.actor,
        "somebody else",
        row.action,
        row.object_type,
        row.object_id,
        row.detail,
    )
    sql("UPDATE audit_auditrow SET actor_name = 'somebody else', digest = %s WHERE seq = 6", forged)
    assert found() == [(7, "changed", 7)]


@pytest.mark.req("HOUSE")
def test_deleted_rows_are_located(ten_rows, unguarded):
    sql("DELETE FROM audit_auditrow WHERE seq IN (1, 4, 5)")
    assert found() == [(1, "missing", 1), (4, "missing", 5)]


@pytest.mark.req("HOUSE")
def test_inserted_rows_are_located(ten_rows, unguarded):
    columns = "at_us, actor, actor_name, action, object_type, object_id, detail, digest"
    sql(f"INSERT INTO audit_auditrow (seq, {columns}) SELECT 0, {columns} FROM audit_auditrow WHERE seq = 4")
    assert found() == [(0, "out_of_place", 0)]


@pytest.mark.req("HOUSE")
def test_a_row_pushed_in_between_is_located(ten_rows, unguarded):
    for seq in range(10, 4, -1):
        sql("UPDATE audit_auditrow SET seq = %s WHERE seq = %s", seq + 1, seq)
    columns = "at_us, actor, actor_name, action, object_type, object_id, detail, digest"
    sql(f"INSERT INTO audit_auditrow (seq, {columns}) SELECT 5, {columns} FROM audit_auditrow WHERE seq = 4")
    assert found()[0] == (5, "changed", 5)


@pytest.mark.req("HOUSE")
def test_reordered_rows_are_located(ten_rows, unguarded):
    sql("UPDATE audit_auditrow SET seq = 100 WHERE seq = 3")
    sql("UPDATE audit_auditrow SET seq = 3 WHERE seq = 7")
    sql("UPDATE audit_auditrow SET seq = 7 WHERE seq = 100")
    assert [seq for seq, _what, _last in found()] == [3, 4, 7, 8]


@pytest.mark.req("HOUSE")
def test_a_cut_tail_is_located(ten_rows, unguarded):
    sql("DELETE FROM audit_auditrow WHERE seq > 8")
    assert found() == [(9, "tail_cut", 10)]


@pytest.mark.req("HOUSE")
def test_everything_gone_is_a_cut_tail(ten_rows, unguarded):
    sql("DELETE FROM audit_auditrow")
    assert found() == [(1, "tail_cut", 10)]


@pytest.mark.req("HOUSE")
def test_rows_appended_by_hand_are_located(ten_rows, unguarded):
    columns = "at_us, actor, actor_name, action, object_type, object_id, detail, digest"
    sql(f"INSERT INTO audit_auditrow (seq, {columns}) SELECT 11, {columns} FROM audit_auditrow WHERE seq = 4")
    assert found() == [(11, "changed", 11), (11, "beyond_head", 11)]


def forge_head(seq):
    AuditHead.objects.update(seq=seq, digest=AuditRow.objects.get(seq=seq).digest if seq else GENESIS)


@pytest.mark.req("HOUSE")
def test_a_cut_tail_with_a_forged_head_is_found_by_the_seal(ten_rows, system, unguarded):
    assert services.seal(system) == 10
    sql("DELETE FROM audit_auditrow WHERE seq > 8")
    forge_head(8)
    assert found() == [(9, "tail_cut", 10)]


@pytest.mark.req("HOUSE")
def test_a_log_rewritten_from_the_start_is_found_by_the_seal(ten_rows, system, unguarded):
    services.seal(system)
    services.record_event(system, "audit.later", "audit", "1")
    previous = GENESIS
    for row in AuditRow.objects.order_by("seq"):
        previous = digest_of(
            previous,
            row.seq,
            row.at_us,
            row.actor,
            "nobody",
            row.action,
            row.object_type,
            row.object_id,
            row.detail,
        )
        AuditRow.objects.filter(seq=row.seq).update(actor_name="nobody", digest=previous)
    forge_head(11)
    assert found() == [(10, "seal_differs", 10)]


@pytest.mark.req("HOUSE")
def test_seals_of_an_honest_log_hold_while_it_grows(ten_rows, system):
    services.seal(system)
    services.record_event(system, "audit.later", "audit", "1")
    services.seal(system)
    services.record_event(system, "audit.later", "audit", "2")
    assert selectors.verify() == selectors.Verdict(12, ())


@pytest.mark.req("HOUSE")
def test_a_spoilt_seal_is_named_by_its_line(ten_rows, system):
    services.seal(system)
    with seals.file().open("a") as file:
        file.write("not a seal\n" + json.dumps({"seq": 10, "digest": "another"}) + "\n")
    assert found() == [(2, "seal_unreadable", 2), (3, "seal_unreadable", 3)]


@pytest.mark.req("SEC-03")
def test_sealing_needs_the_right_to_see_the_log(ten_rows, actor):
    with pytest.raises(RightMissing):
        services.seal(actor("rep"))
    assert not seals.file().exists()


@pytest.mark.req("HOUSE")
def test_a_refused_operation_leaves_no_trace(ten_rows, system):
    with transaction.atomic():
        services.record_event(system, "audit.never", "audit", "1")
        transaction.set_rollback(True)
    assert selectors.verify() == selectors.Verdict(10, ())


@pytest.mark.req("HOUSE")
def test_a_thousand_rows_cost_a_fixed_number_of_statements(system, django_assert_max_num_queries, db):
    services.record_event(system, "audit.first", "audit", "0")
    with django_assert_max_num_queries(8 if connection.vendor == "postgresql" else 14):
        services.record_rows(system, [("audit.many", "audit", str(n), {}) for n in range(1000)])
    assert selectors.verify() == selectors.Verdict(1001, ())
