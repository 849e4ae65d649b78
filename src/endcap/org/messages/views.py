"""Pages of messages: one's own, what one wants, and the channels of the company."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.kernel import clock
from endcap.kernel.actor import Actor
from endcap.kernel.errors import NotFoundHere, Refusal
from endcap.org.messages import selectors, services, topics
from endcap.org.messages.forms import (
    ChannelForm,
    ListForm,
    LogForm,
    MarkForm,
    RefusableForm,
    TrialForm,
    WishForm,
)
from endcap.org.messages.models import Channel, Notification
from endcap.org.messages.rights import Rights
from endcap.org.messages.services.channels import EXAMPLES
from endcap.ui.toasts import toast

PAGE = 50


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _done(form: RefusableForm, act: Callable[[], object]) -> bool:
    if not form.is_valid():
        return False
    try:
        act()
    except NotFoundHere:
        raise
    except Refusal as refusal:
        form.take(refusal)
        return False
    return True


def _days(notes: tuple[Notification, ...]) -> list[tuple[object, list[Notification]]]:
    return [
        (day, list(group))
        for day, group in groupby(notes, key=lambda note: clock.business_date(note.created_at))
    ]


def _kept(**conditions: str) -> str:
    return urlencode({key: value for key, value in conditions.items() if value})


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """One's own messages, newest first."""
    actor = _actor(request)
    asked = ListForm(request.GET)
    asked.is_valid()
    value = asked.cleaned_data
    show, topic = value.get("show", ""), value.get("topic", "").replace("\0", "")
    page = selectors.page(
        actor, only_unread=show == "unread", topic=topic, after=value.get("after", ""), limit=PAGE
    )
    known = topics.known(topic) if topic else None
    context = {
        "days": _days(page.items),
        "show": show,
        "topic": topic,
        "topic_name": str(known.name) if known else topic,
        "topic_names": {each.key: str(each.name) for each in topics.everything()},
        "topics": selectors.topic_choices(),
        "unread": selectors.unread_count(actor),
        "most": selectors.MOST_COUNTED,
        "older": f"?{_kept(show=show, topic=topic, after=page.next)}" if page.next else "",
        "newest": f"?{_kept(show=show, topic=topic)}" if value.get("after") else "",
    }
    return render(request, "messages/list.html", context)


@require_GET
def latest(request: HttpRequest) -> HttpResponse:
    """The newest few, for the menu of the bell."""
    return render(request, "messages/latest.html", {"notes": selectors.latest(_actor(request))})


@require_GET
def open_note(request: HttpRequest, notification_id: UUID) -> HttpResponse:
    """Take a message up and go where it leads."""
    note = services.open_notification(_actor(request), notification_id=notification_id)
    return redirect(note.url or "messages:list")


@require_POST
def mark(request: HttpRequest) -> HttpResponse:
    """Mark one's own messages as read or unread."""
    actor = _actor(request)
    form = MarkForm(request.POST)
    if form.is_valid():
        what, topic = form.cleaned_data["what"], form.cleaned_data["topic"].replace("\0", "")
        if what == "all":
            services.mark_all_read(actor, topic=topic)
        else:
            wanted = [UUID(text) for text in request.POST.getlist("ids") if _is_uuid(text)]
            services.mark_read(actor, notification_ids=wanted, is_read=what == "read")
    back = request.POST.get("back", "")
    return redirect(f"{reverse('messages:list')}{'?show=unread' if back == 'unread' else ''}")


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@require_http_methods(["GET", "POST"])
def wishes(request: HttpRequest) -> HttpResponse:
    """How one's own messages arrive."""
    actor = _actor(request)
    form = WishForm(
        request.POST or None,
        topics=selectors.topic_lines(actor),
        channels=selectors.channel_lines(actor),
    )
    if request.method == "POST" and _done(
        form, lambda: services.choose(actor, ways=form.ways(), channels=form.wishes())
    ):
        toast(request, _("已按选择来发"))
        return redirect("messages:wishes")
    begins, ends = selectors.quiet_hours(actor.now)
    context = {"form": form, "begins": begins, "ends": ends}
    return render(request, "messages/wishes.html", context, status=422 if form.errors else 200)


@require_GET
def channels(request: HttpRequest) -> HttpResponse:
    """Every channel of the company."""
    return render(request, "messages/channels.html", {"channels": selectors.channels(_actor(request))})


@require_http_methods(["GET", "POST"])
def new_channel(request: HttpRequest) -> HttpResponse:
    """Open a channel."""
    actor = _actor(request)
    actor.require(Rights.CONFIGURE)
    form = ChannelForm(request.POST or None)
    made: list[Channel] = []
    if request.method == "POST" and _done(
        form, lambda: made.append(services.create_channel(actor, fields=form.fields_given()))
    ):
        toast(request, _("渠道已加上，发一条测试消息看看"))
        return redirect("messages:channel", made[0].pk)
    context = {"form": form, "channel": None, "examples": _examples()}
    return render(request, "messages/channel.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def channel(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """One channel: change it, try it, close it."""
    actor = _actor(request)
    shown = selectors.channel_of(actor, channel_id)
    form = ChannelForm(
        request.POST or None,
        initial={
            "name": shown.name,
            "kind": shown.kind,
            "is_default": shown.is_default,
            "is_active": shown.is_active,
        },
    )
    form.fields["url"].widget.attrs["placeholder"] = shown.masked_url
    if request.method == "POST" and _done(
        form,
        lambda: services.update_channel(actor, channel_id=channel_id, fields=form.fields_given()),
    ):
        toast(request, _("已保存"))
        return redirect("messages:channel", channel_id)
    context = {"form": form, "channel": shown, "examples": _examples(), "trial": TrialForm()}
    return render(request, "messages/channel.html", context, status=422 if form.errors else 200)


def _examples() -> list[tuple[str, str]]:
    return [(str(Channel.Kind(kind).label), example) for kind, example in EXAMPLES.items()]


@require_POST
def try_channel(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """Send a trial message now."""
    form = TrialForm(request.POST)
    address = form.cleaned_data["address"] if form.is_valid() else ""
    services.send_trial(_actor(request), channel_id=channel_id, address=address)
    toast(request, _("测试消息已发出，去那边看看收到没有"))
    return redirect("messages:channel", channel_id)


@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    """The log of what was sent, tried again or given up."""
    actor = _actor(request)
    asked = LogForm(request.GET)
    asked.is_valid()
    value = asked.cleaned_data
    channel_id, state = value.get("channel"), value.get("state", "")
    page = selectors.deliveries(
        actor, channel_id=channel_id, state=state, after=value.get("after", ""), limit=PAGE
    )
    kept = {"channel": str(channel_id or ""), "state": state}
    context = {
        "deliveries": page.items,
        "channels": selectors.channels(actor),
        "channel_id": channel_id,
        "state": state,
        "states": LogForm.base_fields["state"].choices[1:],  # type: ignore[attr-defined]
        "older": f"?{_kept(**kept, after=page.next)}" if page.next else "",
        "newest": (f"?{_kept(**kept)}") if value.get("after") else "",
    }
    return render(request, "messages/sent.html", context)


@require_POST
def send_again(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Try once more what was given up."""
    services.send_again(_actor(request), delivery_id=delivery_id)
    toast(request, _("已重新排队"))
    return redirect("messages:sent")
