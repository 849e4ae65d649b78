"""Changing people, roles and tokens."""

from endcap.org.people.services.accounts import (
    change_own_language,
    change_own_password,
    disable_person,
    enable_person,
    end_sessions,
    set_password,
)
from endcap.org.people.services.people import create_person, update_person
from endcap.org.people.services.roles import create_preset_roles, create_role, update_role
from endcap.org.people.services.tokens import create_token, note_use, revoke_token

__all__ = [
    "change_own_language",
    "change_own_password",
    "create_person",
    "create_preset_roles",
    "create_role",
    "create_token",
    "disable_person",
    "enable_person",
    "end_sessions",
    "note_use",
    "revoke_token",
    "set_password",
    "update_person",
    "update_role",
]
