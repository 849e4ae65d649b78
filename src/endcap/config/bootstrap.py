"""From an empty folder to an installation: database, roles, calendar. And the check of what is unsafe."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from endcap.kernel.actor import Actor


class UnsafeDatabase(SystemExit):
    """The database would lose or corrupt data as it is set up; says which setting and what to write."""


@dataclass(frozen=True)
class Setting:
    """One setting of the database: its name, what it is, what it must be."""

    name: str
    found: str
    wanted: tuple[str, ...]

    @property
    def is_safe(self) -> bool:
        """Whether it is as it must be."""
        return self.found in self.wanted


def _ask(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
    return str(row[0]).lower() if row else ""


def _sqlite_settings() -> list[Setting]:
    options = connection.settings_dict.get("OPTIONS", {})
    in_memory = "mode=memory" in str(connection.settings_dict["NAME"])
    return [
        Setting("journal_mode", _ask("PRAGMA journal_mode"), ("memory",) if in_memory else ("wal",)),
        Setting("synchronous", _ask("PRAGMA synchronous"), ("2", "3")),
        Setting("foreign_keys", _ask("PRAGMA foreign_keys"), ("1",)),
        Setting(
            "transaction_mode", str(options.get("transaction_mode", "")).lower(), ("immediate", "exclusive")
        ),
        Setting("busy timeout ≥ 5 s", "yes" if float(options.get("timeout", 5)) >= 5 else "no", ("yes",)),
    ]


def _postgresql_settings() -> list[Setting]:
    version = int(_ask("SHOW server_version_num") or 0)
    return [
        Setting("server version ≥ 15", "yes" if version >= 150000 else "no", ("yes",)),
        Setting("fsync", _ask("SHOW fsync"), ("on",)),
        Setting("full_page_writes", _ask("SHOW full_page_writes"), ("on",)),
        Setting(
            "synchronous_commit",
            _ask("SHOW synchronous_commit"),
            ("on", "remote_apply", "remote_write", "local"),
        ),
        Setting("server_encoding", _ask("SHOW server_encoding"), ("utf8",)),
    ]


def database_settings() -> list[Setting]:
    """What the running database is set to, beside what it must be."""
    return _sqlite_settings() if connection.vendor == "sqlite" else _postgresql_settings()


def refuse_unsafe_database() -> None:
    """Stop here rather than lose data later."""
    unsafe = [setting for setting in database_settings() if not setting.is_safe]
    if unsafe:
        raise UnsafeDatabase(
            "unsafe database: "
            + "; ".join(f"{s.name} is {s.found!r}, must be {' or '.join(s.wanted)}" for s in unsafe)
        )


def needs_migration() -> bool:
    """Whether the database lacks tables that this version needs."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def prepare() -> None:
    """Create and migrate the database, then give a new installation its roles, channels and calendar. Safe to repeat."""
    if needs_migration():
        call_command("migrate", verbosity=0, interactive=False)
    refuse_unsafe_database()
    furnish()


@transaction.atomic
def furnish() -> None:
    """What every installation starts with; each part leaves alone what exists."""
    from endcap.customers.outlets import duties
    from endcap.customers.outlets import services as outlets
    from endcap.customers.outlets.models import Channel
    from endcap.customers.privacy import services as privacy
    from endcap.goods.catalog import services as catalog
    from endcap.kernel.calendar import services as calendar
    from endcap.mechanisms.agenda import services as agenda
    from endcap.mechanisms.approvals import services as approvals
    from endcap.org.people import services as people

    system = Actor.system(name="set-up")
    approvals.create_preset_chains(system)
    privacy.create_preset_classes(system)
    if Channel.objects.exists():
        return
    people.create_preset_roles(system)
    outlets.create_preset_channels(system)
    outlets.create_preset_schemes(system)
    catalog.create_preset_price_levels(system)
    agenda.create_preset_rules(system, drafts=duties.RULES)
    calendar.seed_china(system)


def company_actor() -> Actor:
    """Who acts on the command line: the installation's administrator. Makes the company's root on first use."""
    from endcap.org.people import services as people
    from endcap.org.people.models import Person
    from endcap.org.units import selectors as units
    from endcap.org.units import services as unit_services

    system = Actor.system(name="command line")
    root = units.company() or unit_services.create_unit(system, code="HQ", name="公司", kind="company")
    everybody = Person.objects.unscoped("the command line acts for the administrator")
    admin = everybody.filter(is_active=True, roles__code="admin").order_by("created_at", "login").first()
    if admin is None:
        admin = people.create_person(
            system, login="admin", name="系统管理员", unit_id=root.pk, role_codes=["admin"]
        )
    return Actor(
        person_id=admin.pk,
        name=admin.name,
        rights=system.rights,
        reach=system.reach,
        unit_id=root.pk,
        unit_ids=units.subtree_ids(root.pk),
        now=system.now,
        request_id=system.request_id,
    )
