"""The pages of people, units and roles, and of one's own account."""

from endcap.org.people.views.account import change_language, change_password, me
from endcap.org.people.views.leave import (
    add_absence,
    delegate,
    end_absence,
    restore_absence,
    revoke_delegation,
)
from endcap.org.people.views.people import (
    create_token,
    disable,
    enable,
    end_sessions,
    new_person,
    people,
    person,
    revoke_token,
    set_password,
)
from endcap.org.people.views.roles import new_role, role, roles
from endcap.org.people.views.sessions import end_other_sessions, end_session, reset_second_factor
from endcap.org.people.views.units import close_unit, move_unit, new_unit, reopen_unit, unit, units

__all__ = [
    "add_absence",
    "change_language",
    "change_password",
    "close_unit",
    "create_token",
    "delegate",
    "disable",
    "enable",
    "end_absence",
    "end_other_sessions",
    "end_session",
    "end_sessions",
    "me",
    "move_unit",
    "new_person",
    "new_role",
    "new_unit",
    "people",
    "person",
    "reopen_unit",
    "reset_second_factor",
    "restore_absence",
    "revoke_delegation",
    "revoke_token",
    "role",
    "roles",
    "set_password",
    "unit",
    "units",
]
