"""What is typed around messages. The rules stand in the services; forms only read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from endcap.kernel.errors import InvalidInput, Refusal
from endcap.org.messages.models import Channel, Delivery
from endcap.org.messages.selectors import ChannelLine, TopicLine
from endcap.org.messages.services import ChannelFields, ChannelWish
from endcap.org.messages.topics import Way


class RefusableForm(forms.Form):
    """A form that can show what a service refused, beside the field that is meant."""

    def take(self, refusal: Refusal) -> None:
        """Write a refusal beside its fields, or above the form."""
        if not isinstance(refusal, InvalidInput):
            self.add_error(None, refusal.message)
            return
        for problem in refusal.problems:
            self.add_error(problem.field if problem.field in self.fields else None, str(problem.message))


class ListForm(forms.Form):
    """The conditions of the list, all in the address."""

    show = forms.ChoiceField(required=False, choices=[("unread", "")])
    topic = forms.CharField(required=False, max_length=60)
    after = forms.CharField(required=False, max_length=200)


class MarkForm(forms.Form):
    """Which messages to mark, and how."""

    ids = forms.CharField(required=False)
    what = forms.ChoiceField(choices=[("read", ""), ("unread", ""), ("all", "")])
    topic = forms.CharField(required=False, max_length=60)


class WishForm(RefusableForm):
    """How each topic reaches a person, and through which channels."""

    def __init__(
        self, *args: Any, topics: Sequence[TopicLine], channels: Sequence[ChannelLine], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.topics, self.channels = topics, channels
        for topic in topics:
            self.fields[f"topic:{topic.key}"] = forms.ChoiceField(
                label=topic.name,
                choices=[(way.value, way.label) for way in Way],
                initial=topic.way.value,
                help_text=topic.help,
            )
        for line in channels:
            self.fields[f"channel:{line.channel.pk}"] = forms.BooleanField(
                label=line.channel.name,
                required=False,
                initial=line.is_on,
                widget=forms.CheckboxInput(attrs={"class": "ck"}),
            )
            if line.channel.takes_address:
                self.fields[f"address:{line.channel.pk}"] = forms.CharField(
                    label=_("发到"),
                    required=False,
                    max_length=200,
                    initial=line.own_address,
                    widget=forms.TextInput(attrs={"placeholder": line.address}),
                )

    def topic_fields(self) -> list[forms.BoundField]:
        """The fields of the topics."""
        return [self[f"topic:{topic.key}"] for topic in self.topics]

    def channel_fields(self) -> list[tuple[ChannelLine, forms.BoundField, forms.BoundField | None]]:
        """Each channel with its tick and the place for an address."""
        return [
            (
                line,
                self[f"channel:{line.channel.pk}"],
                self[f"address:{line.channel.pk}"] if line.channel.takes_address else None,
            )
            for line in self.channels
        ]

    def ways(self) -> dict[str, Way]:
        """What was chosen for each topic."""
        return {topic.key: Way(self.cleaned_data[f"topic:{topic.key}"]) for topic in self.topics}

    def wishes(self) -> list[ChannelWish]:
        """What was chosen for each channel."""
        return [
            ChannelWish(
                line.channel.pk,
                self.cleaned_data[f"channel:{line.channel.pk}"],
                self.cleaned_data.get(f"address:{line.channel.pk}", ""),
            )
            for line in self.channels
        ]


class ChannelForm(RefusableForm):
    """A channel; its address is typed, never shown again."""

    name = forms.CharField(label=_("名称"), max_length=60)
    kind = forms.ChoiceField(label=_("种类"), choices=Channel.Kind.choices)
    url = forms.CharField(
        label=_("地址"),
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Apprise 的写法；要每个人填自己的地址时，在那个位置写 {address}。"),
    )
    is_default = forms.BooleanField(
        label=_("没有选过的人也用它"), required=False, widget=forms.CheckboxInput(attrs={"class": "ck"})
    )
    is_active = forms.BooleanField(
        label=pgettext_lazy("channel", "打开"),
        required=False,
        initial=True,
        widget=forms.CheckboxInput(attrs={"class": "ck"}),
    )

    def fields_given(self) -> ChannelFields:
        """What was typed."""
        given = self.cleaned_data
        return ChannelFields(
            name=given["name"],
            kind=given["kind"],
            url=given["url"],
            is_active=given["is_active"],
            is_default=given["is_default"],
        )


class TrialForm(forms.Form):
    """Where a trial message goes."""

    address = forms.CharField(label=_("测试发到"), required=False, max_length=200)


class LogForm(forms.Form):
    """The conditions of the log, all in the address."""

    channel = forms.UUIDField(required=False)
    state = forms.ChoiceField(required=False, choices=[("", ""), *Delivery.State.choices])
    after = forms.CharField(required=False, max_length=200)
