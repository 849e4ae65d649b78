"""What people type about outlets. Forms read; what is right is decided in the services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from endcap.customers.outlets import keyclass, purposes, thirdterminal
from endcap.customers.outlets.drafts import ContactDraft, OutletDraft
from endcap.customers.outlets.models import Channel, Contact, Outlet, Scheme, Segment
from endcap.customers.outlets.services import SegmentDraft
from endcap.kernel.errors import InvalidInput, Problem, Refusal
from endcap.kernel.exchange.values.coordinates import parse_one
from endcap.kernel.geo import E7, Datum, Position
from endcap.org.people.models import Person
from endcap.org.units.models import Unit

_DATES = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
DATUM_CHOICES = [
    (Datum.WGS84.value, _("WGS-84（GPS）")),
    (Datum.GCJ02.value, _("GCJ-02（高德、腾讯）")),
    (Datum.BD09.value, _("BD-09（百度）")),
]


class RefusableForm(forms.Form):
    """A form that shows what a service refused beside the field that is meant."""

    use_required_attribute = False  # every problem is shown at once, not one by one by the browser

    def take(self, problems: Iterable[Problem]) -> None:
        """Write problems beside their fields; a field that already has one keeps it."""
        for problem in problems:
            if problem.field not in self.fields:
                self.add_error(None, str(problem.message))
            elif problem.field not in self.errors:
                self.add_error(problem.field, str(problem.message))

    def take_refusal(self, refusal: Refusal) -> None:
        """The same for a refusal of any kind."""
        if isinstance(refusal, InvalidInput):
            self.take(refusal.problems)
        else:
            self.add_error(None, refusal.message)


def channel_choices(channels: Sequence[Channel]) -> list[tuple[str, Any]]:
    """Leaves under the names of their branches."""
    names = {channel.pk: str(channel) for channel in channels}
    groups: dict[str, list[tuple[str, str]]] = {}
    for channel in channels:
        if channel.is_leaf:
            branch = names.get(channel.parent_id, "") if channel.parent_id else ""
            groups.setdefault(branch, []).append((str(channel.pk), str(channel)))
    return [("", _("选渠道")), *list(groups.items())]


def _as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


class OutletForm(RefusableForm):
    """An outlet's basic data."""

    name = forms.CharField(label=_("终端名称"))
    code = forms.CharField(label=_("终端编码"), required=False, help_text=_("留空由系统编号。"))
    channel = forms.ChoiceField(label=_("渠道"))
    owner = forms.ChoiceField(label=_("负责人"))
    unit = forms.ChoiceField(label=_("单位"), required=False, help_text=_("不选就归负责人的单位。"))
    status = forms.ChoiceField(label=_("状态"), choices=Outlet.Status.choices, initial=Outlet.Status.ACTIVE)
    party_kind = forms.ChoiceField(label=_("客户性质"), choices=Outlet.Party.choices)
    dealing = forms.ChoiceField(label=_("往来内容"), choices=Outlet.Dealing.choices)
    chain_name = forms.CharField(label=_("连锁系统"), required=False)
    province = forms.CharField(label=_("省份"), required=False)
    city = forms.CharField(label=_("城市"), required=False)
    district = forms.CharField(label=_("区县"), required=False)
    address = forms.CharField(label=_("地址"), required=False)
    zip = forms.CharField(label=_("邮编"), required=False)
    phone = forms.CharField(label=_("电话"), required=False)
    contact_name = forms.CharField(label=_("联系人"), required=False)
    licence_no = forms.CharField(label=_("营业执照号"), required=False)
    position = forms.CharField(
        label=_("坐标"), required=False, help_text=_("写成“纬度,经度”，如 24.4798,118.0894。")
    )
    datum = forms.ChoiceField(label=_("坐标系"), choices=DATUM_CHOICES, required=False)
    opened_on = forms.DateField(label=_("开户日期"), required=False, widget=_DATES)
    closed_on = forms.DateField(label=_("关店日期"), required=False, widget=_DATES)
    remark = forms.CharField(label=_("备注"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    is_no_duplicate = forms.BooleanField(label=_("不是重复，照样新增"), required=False)
    not_same_because = forms.CharField(label=_("为什么不是同一家"), required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        channels: Sequence[Channel],
        owners: Sequence[Person] = (),
        units: Sequence[Unit] = (),
        is_new: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = channel_choices(channels)  # type: ignore[attr-defined]
        self.fields["owner"].choices = [("", _("选负责人"))] + [  # type: ignore[attr-defined]
            (str(owner.pk), f"{owner.name}·{owner.unit.name}") for owner in owners
        ]
        self.fields["unit"].choices = [("", _("负责人的单位"))] + [  # type: ignore[attr-defined]
            (str(unit.pk), "　" * unit.depth + unit.name) for unit in units
        ]
        for key, label in thirdterminal.ATTRIBUTES.items():
            self.fields[key] = forms.CharField(label=label, required=False)
        if not is_new:
            del self.fields["owner"]
            self.fields["unit"].choices = self.fields["unit"].choices[1:]  # type: ignore[attr-defined]

    @property
    def third_terminal_fields(self) -> list[forms.BoundField]:
        """The fields that a third-terminal file has besides."""
        return [self[key] for key in thirdterminal.ATTRIBUTES]

    def clean_position(self) -> Position | None:
        """The pair that was typed, whole or not at all."""
        text = self.cleaned_data["position"]
        found = parse_one(text)
        if found.problem is not None:
            raise forms.ValidationError(str(found.problem.message))
        if found.lat is None or found.lon is None:
            return None
        try:
            return Position.from_degrees(found.lat, found.lon)
        except ValueError as wrong:
            raise forms.ValidationError(_("纬度在 ±90、经度在 ±180 之内。核对是否填反。")) from wrong

    def draft(self, base: OutletDraft | None = None) -> OutletDraft:
        """What was typed, as far as it can be read, over what is known already."""
        data = self.cleaned_data
        attributes = dict(base.attributes) if base else {}
        attributes |= {key: data.get(key, "") for key in thirdterminal.ATTRIBUTES}
        values = {
            name: data.get(name) or ""
            for name in (
                "name",
                "code",
                "party_kind",
                "dealing",
                "chain_name",
                "province",
                "city",
                "district",
                "address",
                "zip",
                "phone",
                "contact_name",
                "licence_no",
                "remark",
                "status",
            )
        }
        values["party_kind"] = values["party_kind"] or "organisation"
        values["dealing"] = values["dealing"] or "goods"
        kept = {} if base is None else _kept(base)
        return OutletDraft(
            **{**kept, **values},
            channel_id=_as_uuid(data.get("channel", "")),
            owner_id=_as_uuid(data.get("owner", "")) if base is None else base.owner_id,
            unit_id=_as_uuid(data.get("unit", "")),
            position=data.get("position"),
            datum=Datum(data.get("datum") or Datum.WGS84.value),
            opened_on=data.get("opened_on"),
            closed_on=data.get("closed_on"),
            attributes={key: value for key, value in attributes.items() if value},
        )

    @property
    def seen_at(self) -> datetime | None:
        """The state of the outlet that the person looked at."""
        try:
            return datetime.fromisoformat(self.cleaned_data.get("seen") or "")
        except ValueError:
            return None


def _kept(base: OutletDraft) -> dict[str, Any]:
    """What the form does not show and must not lose."""
    names = (
        "declared_sales",
        "declared_orders",
        "declared_last_order_on",
        "declared_grade",
        "flags",
        "stub_reason",
        "last_verified_at",
        "position_source",
        "id",
    )
    return {name: getattr(base, name) for name in names}


def outlet_initial(outlet: Outlet) -> dict[str, Any]:
    """What the form shows of an outlet."""
    shown = {name: getattr(outlet, name) for name in OutletForm.base_fields if hasattr(outlet, name)}
    position = ""
    if outlet.lat_e7 is not None and outlet.lon_e7 is not None:
        position = f"{outlet.lat_e7 / E7:.7f},{outlet.lon_e7 / E7:.7f}"
    return {
        **shown,
        **outlet.attributes,
        "channel": str(outlet.channel_id),
        "unit": str(outlet.unit_id),
        "position": position,
        "datum": Datum.WGS84.value,
        "seen": outlet.updated_at.isoformat(),
    }


class ContactForm(RefusableForm):
    """A person at an outlet; each optional datum with its purpose."""

    name = forms.CharField(label=_("姓名"))
    role = forms.ChoiceField(label=_("角色"), choices=[("", _("选角色")), *Contact.Role.choices])
    level = forms.ChoiceField(label=_("层级"), choices=[("", _("选层级")), *Contact.Level.choices])
    phone = forms.CharField(label=_("手机"), required=False)
    email = forms.EmailField(label=_("邮箱"), required=False)
    hobbies = forms.CharField(label=_("爱好"), required=False)
    birthday = forms.DateField(label=_("生日"), required=False, widget=_DATES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in purposes.FIELDS:
            choices = [("", _("没有用途，不记这一项"))]
            choices += [(key, purposes.PURPOSES[key]) for key in purposes.allowed(name)]  # type: ignore[misc]
            self.fields[f"{name}_purpose"] = forms.ChoiceField(
                label=_("用途"), choices=choices, required=False
            )

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each optional datum beside its purpose."""
        return [(self[name], self[f"{name}_purpose"]) for name in purposes.FIELDS]

    def draft(self) -> ContactDraft:
        """What was typed."""
        data = self.cleaned_data
        return ContactDraft(
            name=data.get("name", ""),
            role=data.get("role", ""),
            level=data.get("level", ""),
            phone=data.get("phone", ""),
            email=data.get("email", ""),
            hobbies=data.get("hobbies", ""),
            birthday=data.get("birthday"),
            purposes={name: data.get(f"{name}_purpose", "") for name in purposes.FIELDS},
        )


def contact_initial(contact: Contact) -> dict[str, Any]:
    """What the form shows of a contact."""
    shown: dict[str, Any] = {name: getattr(contact, name) for name in ContactForm.base_fields}
    consents: Mapping[str, Mapping[str, str]] = contact.consents
    return shown | {f"{name}_purpose": held.get("purpose", "") for name, held in consents.items()}


class ClassForm(RefusableForm):
    """A class of one scheme, with the reason."""

    value = forms.ChoiceField(label=_("分类"))
    reason = forms.CharField(label=_("原因"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, scheme: Scheme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].choices = [("", _("选分类"))] + [  # type: ignore[attr-defined]
            (value.code, str(value)) for value in scheme.values.all()
        ]


_LEVELS = [(str(int(level)), keyclass.LEVEL_WORDS[level]) for level in keyclass.Level]


class KeyTraitsForm(RefusableForm):
    """What the rule of key customers looks at."""

    has_bought = forms.BooleanField(label=_("买过"), required=False)
    market_share = forms.ChoiceField(label=keyclass.TRAIT_WORDS["market_share"], choices=_LEVELS)
    buying_power = forms.ChoiceField(label=keyclass.TRAIT_WORDS["buying_power"], choices=_LEVELS)
    will = forms.ChoiceField(label=keyclass.TRAIT_WORDS["will"], choices=_LEVELS)
    loyalty = forms.ChoiceField(label=keyclass.TRAIT_WORDS["loyalty"], choices=_LEVELS)
    profit = forms.ChoiceField(label=keyclass.TRAIT_WORDS["profit"], choices=_LEVELS)

    def traits(self) -> keyclass.KeyTraits:
        """The traits that were chosen."""
        data = dict(self.cleaned_data)
        has_bought = data.pop("has_bought")
        levels = {name: keyclass.Level(int(value)) for name, value in data.items()}
        return keyclass.KeyTraits(has_bought=has_bought, **levels)


class ReviewForm(RefusableForm):
    """A second look at a grade."""

    value = forms.ChoiceField(label=_("复核后的等级"), choices=[("A", "A"), ("B", "B"), ("C", "C")])
    criteria = forms.CharField(label=_("按什么标准"))
    rival_view = forms.CharField(label=_("竞品怎么分"), required=False)
    note = forms.CharField(label=_("说明"), required=False)


class SegmentForm(RefusableForm):
    """A customer segment and its strategy."""

    name = forms.CharField(label=_("客群名称"))
    basis = forms.ChoiceField(label=_("划分依据"), choices=[("", _("选依据")), *Segment.Basis.choices])
    query = forms.CharField(
        label=_("筛选条件"),
        help_text=_("在终端列表里筛好，点“存为客群”就带过来；也可以贴地址里问号后面的部分。"),
    )
    strategy = forms.CharField(label=_("策略"), widget=forms.Textarea(attrs={"rows": 4}))
    plan = forms.CharField(label=_("计划"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    next_review_on = forms.DateField(label=_("下次复核"), required=False, widget=_DATES)

    def draft(self) -> SegmentDraft:
        """What was typed."""
        return SegmentDraft(**self.cleaned_data)


class ChannelForm(RefusableForm):
    """A new channel below another."""

    parent = forms.ChoiceField(label=_("上级渠道"))
    code = forms.CharField(label=_("编码"), help_text=_("小写字母、数字、下划线，定了不再改。"))
    name = forms.CharField(label=_("名称"))
    name_en = forms.CharField(label=_("英文名称"), required=False)

    def __init__(self, *args: Any, channels: Sequence[Channel] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = [("", _("选上级"))] + [  # type: ignore[attr-defined]
            (str(channel.pk), str(channel)) for channel in channels
        ]
