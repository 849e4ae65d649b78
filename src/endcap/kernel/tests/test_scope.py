"""No scoped row is read without saying for whom."""

import pytest

from endcap.kernel.scope import UnscopedRead
from endcap.org.people.models import Person

pytestmark = [pytest.mark.req("SEC-03"), pytest.mark.django_db]


@pytest.mark.parametrize(
    "read",
    [
        list,
        len,
        bool,
        lambda rows: rows.count(),
        lambda rows: rows.exists(),
        lambda rows: rows.first(),
        lambda rows: rows.get(login="p1"),
        lambda rows: list(rows.values_list("name")),
        lambda rows: list(rows.iterator()),
        lambda rows: rows.aggregate(),
        lambda rows: rows.update(name="x"),
        lambda rows: rows.delete(),
        lambda rows: rows.in_bulk(),
    ],
)
def test_a_read_without_a_reader_raises(person, read):
    person("林小满")
    with pytest.raises(UnscopedRead):
        read(Person.objects.filter(is_active=True))


def test_a_reason_must_be_a_reason():
    with pytest.raises(ValueError, match="say why"):
        Person.objects.unscoped("why")


def test_reach_decides_who_is_seen(person, unit, actor):
    office, other = unit("东渡办事处"), unit("河埠办事处")
    team = unit("一组", kind="team", parent=office)
    mine, mate, stranger = person("甲", unit=team), person("乙", unit=office), person("丙", unit=other)

    def seen(by):
        return set(Person.objects.visible_to(by).values_list("name", flat=True)) & {"甲", "乙", "丙"}

    assert seen(actor(of=mine)) == {"甲"}
    assert seen(actor("office_manager", unit=office)) == {"甲", "乙"}
    assert seen(actor("sales_manager", unit=other)) == {"甲", "乙", "丙"}
    assert {mine.unit_id, mate.unit_id, stranger.unit_id} == {team.pk, office.pk, other.pk}
