"""Which events other systems may hear of, and what they are told: ids and codes only."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from endcap.kernel.actor import Actor
from endcap.kernel.events import subscribe
from endcap.kernel.webhooks import catalogue
from endcap.kernel.webhooks.catalogue import Kind, in_parts
from endcap.kernel.webhooks.events import EndpointPaused


def connect() -> None:
    """Called once when a process starts; calling it again changes nothing."""
    from endcap.cash.orders import events as orders
    from endcap.customers.outlets import events as outlets
    from endcap.goods.catalog import events as catalog
    from endcap.goods.sales import events as sales
    from endcap.kernel.parameters import events as parameters
    from endcap.kernel.webhooks import services as webhooks
    from endcap.mechanisms.agenda import events as agenda
    from endcap.mechanisms.approvals import events as approvals
    from endcap.org.people import events as people

    one = "0198116e-6b00-7000-8000-000000000001"
    two = "0198116e-6b00-7000-8000-000000000002"
    several = {"ids": [one, two]}
    merged = {"merge_id": one, "loser_id": one, "survivor_id": two}
    for kind in (
        Kind(
            "outlet.created",
            _("有新终端"),
            outlets.OutletsCreated,
            lambda event: in_parts(event.outlet_ids),
            several,
        ),
        Kind(
            "outlet.owner_changed",
            _("终端换了业代"),
            outlets.OwnersChanged,
            lambda event: in_parts(event.outlet_ids, owner_id=event.owner_id, on=event.on),
            {**several, "owner_id": one, "on": "2026-07-16"},
        ),
        Kind(
            "outlet.classified",
            _("终端换了等级或分类"),
            outlets.OutletClassified,
            catalogue.fields_of,
            {"outlet_id": one, "scheme": "abc", "value": "A"},
        ),
        Kind(
            "order.changed",
            _("订单新建，或走了一步"),
            orders.OrderChanged,
            catalogue.fields_of,
            {
                **{"order_id": one, "outlet_id": two, "number": "SO-2026-000123", "total": 723300},
                **{"before": "", "state": "confirmed", "holds": ""},
            },
        ),
        Kind(
            "order.shipped",
            _("订单发货"),
            orders.OrderShipped,
            catalogue.fields_of,
            {
                **{"order_id": one, "outlet_id": two, "number": "SO-2026-000123", "shipment_id": one},
                **{"shipment": "DN-2026-000045", "total": 723300, "is_last": True},
            },
        ),
        Kind("outlet.merged", _("重复的终端合并了"), outlets.OutletsMerged, catalogue.fields_of, merged),
        Kind(
            "outlet.merge_undone", _("终端的合并撤销了"), outlets.MergeTakenBack, catalogue.fields_of, merged
        ),
        Kind(
            "price.set",
            _("商品改了价格"),
            catalog.PriceSet,
            catalogue.fields_of,
            {"sku_id": one, "level": "dealer", "price": 35000, "valid_from": "2026-08-01"},
        ),
        Kind(
            "prices.published",
            _("发布了价格规则"),
            catalog.PricesPublished,
            catalogue.fields_of,
            {"change_id": one, "number": "TJ-2026-000001", "rules": 12, "first_on": "2026-08-01"},
        ),
        Kind(
            "sales.imported",
            _("导入了销售明细"),
            sales.SalesImported,
            catalogue.fields_of,
            {"batch_id": one, "facts": 1200},
        ),
        Kind(
            "sales.taken_back",
            _("撤销了一批销售明细"),
            sales.SalesTakenBack,
            catalogue.fields_of,
            {"batch_id": one, "facts": 1200},
        ),
        Kind(
            "sales.graded",
            _("做了 ABC 评级"),
            sales.OutletsGraded,
            catalogue.fields_of,
            {"as_of": "2026-06-30", "outlets": 2280},
        ),
        Kind(
            "parameter.set",
            _("改了参数"),
            parameters.ParameterSet,
            catalogue.fields_of,
            {"code": "P-01", "valid_from": "2026-08-01", "unit_id": None},
        ),
        Kind(
            "approval.ended",
            _("审批有了结果"),
            approvals.ApprovalEnded,
            catalogue.fields_of,
            {
                "request_id": one,
                "kind": "merchant",
                "subject_type": "merchants.Merchant",
                "subject_id": two,
                "outcome": "approved",
            },
        ),
        Kind(
            "agenda.ended",
            _("待办做完或跳过了"),
            agenda.ItemEnded,
            catalogue.fields_of,
            {
                "item_id": one,
                "kind": "file_refresh",
                "subject_type": "outlets.Outlet",
                "subject_id": two,
                "outcome": "done",
            },
        ),
        Kind(
            "person.left",
            _("员工离职"),
            people.PersonLeft,
            catalogue.fields_of,
            {"person_id": one, "on": "2026-07-16"},
        ),
        Kind(
            "person.returned",
            _("员工回来了"),
            people.PersonReturned,
            catalogue.fields_of,
            {"person_id": one},
        ),
    ):
        catalogue.register(kind)
        subscribe(kind.event, webhooks.subscriber_of(kind))
    subscribe(EndpointPaused, _tell_the_keeper)


def _tell_the_keeper(actor: Actor, event: EndpointPaused) -> None:
    from django.urls import reverse
    from django.utils.text import format_lazy

    from endcap.org.messages import services as messages

    if event.keeper_id is not None:
        messages.tell(
            actor,
            to=[event.keeper_id],
            topic="house",
            title=format_lazy(
                _("对接“{name}”连续失败 {count} 次，已暂停"), name=event.name, count=event.failures
            ),
            text=_("没发出去的都留着。让对方修好，再到页面上恢复。"),
            url=reverse("webhooks:endpoint", args=[event.endpoint_id]),
            key=f"endpoint:{event.endpoint_id}",
        )
