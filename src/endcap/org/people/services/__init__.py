"""Changing people, roles and tokens."""

from endcap.org.people.services.accounts import (
    change_own_language,
    change_own_password,
    disable_person,
    enable_person,
    end_sessions,
    forget_external,
    set_password,
)
from endcap.org.people.services.leave import (
    add_absence,
    delegate,
    end_absence,
    restore_absence,
    revoke_delegation,
)
from endcap.org.people.services.people import create_person, update_person
from endcap.org.people.services.roles import create_preset_roles, create_role, update_role
from endcap.org.people.services.second_factor import (
    judge_code,
    judge_first_code,
    note_factor,
    refuse_losing_the_last,
    refuse_losing_the_last_of,
    reset_second_factor,
)
from endcap.org.people.services.sessions import (
    end_own_other_sessions,
    end_session,
    forget_session,
    note_session,
    renew_session,
)
from endcap.org.people.services.tokens import create_token, note_first_use, note_use, revoke_token

__all__ = [
    "add_absence",
    "change_own_language",
    "change_own_password",
    "create_person",
    "create_preset_roles",
    "create_role",
    "create_token",
    "delegate",
    "disable_person",
    "enable_person",
    "end_absence",
    "end_own_other_sessions",
    "end_session",
    "end_sessions",
    "forget_external",
    "forget_session",
    "judge_code",
    "judge_first_code",
    "note_factor",
    "note_first_use",
    "note_session",
    "note_use",
    "refuse_losing_the_last",
    "refuse_losing_the_last_of",
    "renew_session",
    "reset_second_factor",
    "restore_absence",
    "revoke_delegation",
    "revoke_token",
    "set_password",
    "update_person",
    "update_role",
]
