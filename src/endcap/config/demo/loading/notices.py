"""Messages on the bell, a way out of the house that is not open yet, and a log of what another system was told."""

from __future__ import annotations

from datetime import datetime, timedelta

from endcap.config.demo.loading.cast import Cast
from endcap.customers.outlets.models import Outlet
from endcap.kernel.actor import Actor
from endcap.kernel.webhooks import services as webhooks
from endcap.kernel.webhooks.models import Endpoint, Notice
from endcap.kernel.webhooks.services.announcing import body_of
from endcap.org.messages import services as messages
from endcap.org.messages.models import Notification

_WHY = "the demo names an outlet of its own"
_TOLD = (  # days ago, hour, title, text, page
    (6, 9, "销售明细已导入", "6 月的发货明细进来了，终端的 12 个月销售已更新。", "/sales/"),
    (3, 16, "评级做完了", "按 12 个月净销售额重新分了 A、B、C，去看看谁升谁降。", "/outlets/?sort=-sales"),
    (
        2,
        10,
        "有档案很久没有核实",
        "A 级 90 天、其他 180 天没有核实的终端，排进这周的拜访。",
        "/outlets/?stale=1",
    ),
    (1, 17, "可能是同一家", "新进的名单里有几对像是同一家店，看过再决定合不合。", "/outlets/suspects/"),
    (0, 8, "今天有终端没有坐标", "地图上找不到的终端，补上定位才能排路线。", "/outlets/?unplaced=1"),
)
READ = 2  # the oldest ones have been read


def load_notices(cast: Cast) -> int:
    """What the office manager finds on her bell; answers how many messages."""
    manager = cast.at("jiangxiazhi", cast.now)
    assert manager.person_id is not None
    for ago, hour, title, text, url in _TOLD:
        day = manager.today - timedelta(days=ago)
        system = cast.founder(cast.moment(day, hour))
        messages.tell(system, to=[manager.person_id], topic="house", title=title, text=text, url=url)
    oldest = Notification.objects.filter(person_id=manager.person_id, topic="house").order_by("created_at")
    messages.mark_read(manager, notification_ids=[note.pk for note in oldest[:READ]])
    admin = cast.at("admin", cast.now)
    _load_channels(admin)
    _load_endpoint(cast, admin)
    return len(_TOLD)


def _load_channels(admin: Actor) -> None:
    """Two channels as an administrator would set them up, closed: the demo sends nothing anywhere."""
    for name, kind, url in (
        ("东渡办事处群", "wecom", "wecombot://00000000-demo-0000-0000-000000000000"),
        ("公司邮箱", "email", "mailtos://endcap:demo@smtp.example.com?from=endcap@example.com&to={address}"),
    ):
        fields = messages.ChannelFields(name, kind, url, is_active=False, is_default=kind == "email")
        messages.create_channel(admin, fields=fields)


def _load_endpoint(cast: Cast, admin: Actor) -> None:
    """An ERP that heard of new outlets and prices until somebody disabled it."""
    shown = webhooks.create_endpoint(
        admin,
        fields=webhooks.EndpointFields(
            "ERP",
            "https://erp.example.com/endcap",
            ["outlet.created", "outlet.owner_changed", "price.set", "approval.ended"],
            is_active=False,
        ),
    )
    newest = list(Outlet.objects.unscoped(_WHY).order_by("-created_at", "pk")[:6])
    for number, outlet in enumerate(newest):
        at = cast.moment(admin.today - timedelta(days=number), 10, 7 * number)
        _tell(shown.endpoint, str(outlet.pk), at, is_lost=number == 4)
    if newest:
        Endpoint.objects.filter(pk=shown.endpoint.pk).update(last_success_at=cast.now)


def _tell(endpoint: Endpoint, outlet_id: str, at: datetime, *, is_lost: bool) -> None:
    notice = Notice(
        endpoint=endpoint,
        kind="outlet.created",
        state=Notice.State.FAILED if is_lost else Notice.State.DELIVERED,
        attempts=7 if is_lost else 1,
        not_before=at,
        created_at=at,
        ended_at=at,
        status=503 if is_lost else 200,
        duration_ms=4_210 if is_lost else 86,
        problem="status" if is_lost else "",
        answer="Service Unavailable" if is_lost else '{"ok":true}',
    )
    notice.body = body_of(notice.pk, kind=notice.kind, at=at, payload={"ids": [outlet_id]})
    notice.save(force_insert=True)
