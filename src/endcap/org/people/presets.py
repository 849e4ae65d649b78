"""The internal roles that a new installation starts with, from the specification's list of people.

A role is data: a company renames, adds and changes them. Rights of areas that a later version adds are given
by its migration of presets.
"""

from __future__ import annotations

from dataclasses import dataclass

from endcap.kernel.scope import Reach

_LOOK = (
    "outlets.view",
    "catalog.view",
    "sales.view",
    "approvals.view",
    "agenda.view",
    "agenda.act",
    "merchants.view",
    "territories.view",
    "orders.view",
    "stock.view",
    "receivables.view",
    "credit.view",
    "representatives.view",
    "questions.view",
)
_WORK = (
    *_LOOK,
    "receivables.collect",
    "credit.investigate",
    "credit.apply",
    "catalog.rules",
    "outlets.edit",
    "merchants.edit",
    "handover.view",
    "handover.ask",
    "exchange.view",
    "orders.place",
    "orders.cancel",
    "representatives.invite",
    "stock.request_return",
    "privacy.consent",  # whoever talks to people writes down what they agreed to
)
_STORE = ("stock.move", "stock.count", "stock.export")
_ORDERS = ("orders.price", "orders.ship", "orders.meet", "orders.import", "orders.export")
_MOVE = (
    "exchange.view",
    "exchange.import",
    "exchange.export",
    "outlets.import",
    "outlets.export",
    "outlets.export_personal",
)
_STEER = (
    *_WORK,
    "approvals.decide",
    "approvals.lead",
    *_MOVE,
    "outlets.assign",
    "outlets.merge",
    "handover.distribute",
    "outlets.classify",
    "outlets.arrange",
    "people.view",
    "parameters.view",
    "calendar.view",
    "evidence.remove",
    "merchants.suspend",
    "merchants.invite",
    "merchants.import",
    "merchants.export",
    "territories.edit",
    "privacy.view",
    "privacy.consent",
    *_ORDERS,
    "orders.override",
    *_STORE,
    "stock.plan",
    "stock.arrange",
)


# An erasure reaches what its actor sees: only roles that see the whole company answer people about their data.
_ANSWER_PEOPLE = ("privacy.handle", "privacy.configure", "outlets.forget")
# what somebody of a customer may do, for his own shops alone, through the portal
_OWN_SHOP = (
    "portal.use",
    "orders.view",
    "orders.place",
    "orders.cancel",
    "receivables.view",
    "receivables.collect",
)


@dataclass(frozen=True)
class RolePreset:
    """A role to start with."""

    code: str
    name: str
    name_en: str
    reach: Reach
    rights: tuple[str, ...]


ROLES: tuple[RolePreset, ...] = (
    RolePreset("admin", "系统管理员", "System administrator", Reach.COMPANY, ("*",)),
    RolePreset("rep", "业务代表", "Sales representative", Reach.OWN, _WORK),
    RolePreset(
        "business_manager",
        "业务经理",
        "Business manager",
        Reach.UNIT,
        (*_WORK, "outlets.export", "approvals.decide", "approvals.lead"),
    ),
    RolePreset("office_manager", "办事处经理", "Office manager", Reach.UNIT, _STEER),
    RolePreset("branch_manager", "分公司经理", "Branch manager", Reach.UNIT, (*_STEER, "audit.view")),
    RolePreset("area_account_manager", "区域客户经理", "Area account manager", Reach.UNIT, _WORK),
    RolePreset("store_rep", "门店代表", "Store representative", Reach.OWN, _WORK),
    RolePreset("key_account_rep", "重点客户代表", "Key-account representative", Reach.OWN, _WORK),
    RolePreset("key_account_manager", "重点客户经理", "Key-account manager", Reach.UNIT, _STEER),
    RolePreset(
        "distributor_account_manager", "分销客户经理", "Account manager for distributors", Reach.OWN, _WORK
    ),
    RolePreset("dealer_coach", "经销商辅导员", "Dealer coach", Reach.UNIT, _LOOK),
    RolePreset(
        "sales_clerk",
        "销售文员",
        "Sales clerk",
        Reach.UNIT,
        (
            *_WORK,
            *_MOVE,
            "merchants.invite",
            "orders.ship",
            "orders.meet",
            "orders.import",
            "orders.export",
            "merchants.bank",
            "merchants.import",
            "merchants.export",
            "receivables.contract",
            "receivables.settle",
            "receivables.export",
            "catalog.edit",
            "catalog.import",
            "catalog.export",
            "sales.import",
            "sales.export",
            *_STORE,
        ),
    ),
    RolePreset(
        "sales_manager",
        "销售部经理",
        "Sales department manager",
        Reach.COMPANY,
        (
            *_STEER,
            "sales.grade",
            "credit.block",
            "credit.cases",
            "sales.import",
            "sales.export",
            "catalog.edit",
            "catalog.import",
            "catalog.export",
            "catalog.price",
            "audit.view",
            "parameters.edit",
            "agenda.configure",
            "approvals.configure",
            "questions.edit",
            *_ANSWER_PEOPLE,
        ),
    ),
    RolePreset(
        "finance",
        "财务部",
        "Finance",
        Reach.COMPANY,
        (
            *_LOOK,
            "catalog.rules",
            "approvals.decide",
            "orders.release",
            "orders.export",
            "merchants.bank",
            "parameters.view",
            "calendar.view",
            "calendar.edit",
            "audit.view",
            "sales.export",
            "stock.export",
            "receivables.contract",
            "receivables.collect",
            "receivables.post",
            "receivables.permit",
            "receivables.settle",
            "receivables.export",
            "receivables.import",
            "ledger.view",
            "ledger.close",
            "credit.investigate",
            "credit.apply",
            "credit.block",
            "credit.cases",
            "credit.decide",
            "questions.edit",
        ),
    ),
    RolePreset(
        "marketing",
        "市场部",
        "Marketing",
        Reach.COMPANY,
        (
            *_LOOK,
            "approvals.decide",
            "catalog.rules",
            "catalog.price",
            "catalog.edit",
            "catalog.import",
            "catalog.export",
            "outlets.classify",
            "outlets.arrange",
            "parameters.view",
            "questions.edit",
        ),
    ),
    RolePreset(
        "planning",
        "企划",
        "Planning department",
        Reach.COMPANY,
        (*_LOOK, "catalog.rules", "approvals.decide", "stock.plan", "stock.export"),
    ),
    RolePreset(
        "equipment_coordinator",
        "设备报修负责人",
        "Equipment coordinator",
        Reach.UNIT,
        ("outlets.view", "agenda.view", "agenda.act", "approvals.view"),
    ),
    RolePreset("operations", "营运线", "Area and operations line", Reach.UNIT, _LOOK),
    RolePreset(
        "store_manager",
        "店长",
        "Store manager",
        Reach.OWN,
        ("outlets.view", "agenda.view", "agenda.act", "approvals.view"),
    ),
    RolePreset(
        "store_clerk",
        "店员",
        "Store clerk",
        Reach.OWN,
        ("outlets.view", "agenda.view", "agenda.act", "approvals.view"),
    ),
    RolePreset("outlet_owner", "店主（客户门户）", "Shop owner (portal)", Reach.PORTAL, _OWN_SHOP),
    RolePreset(
        "complaint_specialist",
        "投诉处理专员",
        "Complaint specialist",
        Reach.UNIT,
        ("outlets.view", "sales.view", "agenda.view", "agenda.act", "approvals.view"),
    ),
    RolePreset(
        "it_admin",
        "终端管理员",
        "IT and device administrator",
        Reach.COMPANY,
        (
            "people.view",
            "people.edit",
            "people.tokens",
            "parameters.view",
            "calendar.view",
            "audit.view",
            "messages.configure",
            "webhooks.configure",
            "jobs.schedule",
        ),
    ),
    RolePreset(
        "executive",
        "高层管理者",
        "Senior executive",
        Reach.COMPANY,
        (
            *_LOOK,
            "catalog.rules",
            "approvals.decide",
            "approvals.lead",
            "privacy.view",
            "people.view",
            "parameters.view",
            "calendar.view",
            "audit.view",
        ),
    ),
)


def rights_of(preset_rights: tuple[str, ...], declared: frozenset[str]) -> list[str]:
    """The codes a role holds; ``*`` is every declared right."""
    return sorted(declared if "*" in preset_rights else frozenset(preset_rights) & declared)
