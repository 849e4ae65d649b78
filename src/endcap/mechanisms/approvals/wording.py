"""How steps are called on pages and in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext

from endcap.mechanisms.approvals import kinds

if TYPE_CHECKING:
    from endcap.mechanisms.approvals.models import Chain, ChainStep
    from endcap.org.people.models import Role


def role_name(role: Role | None) -> str:
    """A role in the reader's language."""
    if role is None:
        return ""
    return role.name_en if (get_language() or "").startswith("en") and role.name_en else role.name


def step_name(step: ChainStep) -> str:
    """Who decides a step, in words."""
    match step.who:
        case "manager" if step.levels_up == 1:
            return gettext("直接上级")
        case "manager":
            return gettext("往上第 %(levels)s 级") % {"levels": step.levels_up}
        case "person":
            return str(step.person.name) if step.person else ""
        case "line_role":
            return gettext("本线的%(role)s") % {"role": role_name(step.role)}
        case _:
            return role_name(step.role)


def chain_name(chain: Chain) -> str:
    """What a chain is called: its own name, else after its kind."""
    if chain.name:
        return chain.name
    return kinds.name_of(chain.kind) if chain.kind else gettext("通用审批链")
