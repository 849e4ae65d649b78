"""What is typed around people, units and roles. The rules stand in the services; forms only read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from endcap.kernel.rights import all_rights
from endcap.kernel.scope import Reach
from endcap.org.people.authority import EVERYTHING
from endcap.org.people.forms.refusable import RefusableForm
from endcap.org.people.models import Person, Role
from endcap.org.units.models import Unit


def name_of(role: Role) -> str:
    """A role's name in the reader's language."""
    return role.name if (get_language() or "").startswith("zh") else role.name_en or role.name


def unit_choices(units: Iterable[Unit]) -> list[tuple[str, str]]:
    """Units as an indented list."""
    return [(str(unit.pk), "　" * unit.depth + unit.name) for unit in units]


class PeopleFilterForm(forms.Form):
    """The conditions of the list, all in the address."""

    q = forms.CharField(required=False, max_length=60)
    unit = forms.UUIDField(required=False)
    role = forms.CharField(required=False, max_length=40)
    status = forms.ChoiceField(required=False, choices=[("active", ""), ("left", ""), ("all", "")])
    after = forms.CharField(required=False, max_length=60)
    before = forms.CharField(required=False, max_length=60)


class PersonForm(RefusableForm):
    """Somebody's data; login and first password only for a new person."""

    login = forms.CharField(label=_("登录名"), max_length=60)
    name = forms.CharField(label=_("姓名"), max_length=60)
    employee_no = forms.CharField(label=_("工号"), max_length=32, required=False)
    unit = forms.ChoiceField(label=_("单位"))
    phone = forms.CharField(label=_("手机"), max_length=32, required=False)
    email = forms.EmailField(label=_("邮箱"), required=False)
    roles = forms.MultipleChoiceField(
        label=_("角色"), widget=forms.CheckboxSelectMultiple(attrs={"class": "ck"})
    )
    password = forms.CharField(
        label=_("初始密码"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("不填就不能登录，以后再设。"),
    )

    def __init__(
        self,
        *args: Any,
        units: Sequence[Unit],
        roles: Sequence[Role],
        person: Person | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = unit_choices(units)  # type: ignore[attr-defined]
        self.fields["roles"].choices = [(role.code, name_of(role)) for role in roles]  # type: ignore[attr-defined]
        if person is not None:
            del self.fields["login"], self.fields["password"]
            known = {choice for choice, _label in self.fields["unit"].choices}  # type: ignore[attr-defined]
            if str(person.unit_id) not in known:  # a closed unit stays chosen until somebody moves the person
                self.fields["unit"].choices += [(str(person.unit_id), person.unit.name)]  # type: ignore[attr-defined]
            self.initial = {
                "name": person.name,
                "employee_no": person.employee_no,
                "unit": str(person.unit_id),
                "phone": person.phone,
                "email": person.email,
                "roles": [role.code for role in person.roles.all()],
            }

    @property
    def unit_id(self) -> UUID:
        """The chosen unit."""
        return UUID(self.cleaned_data["unit"])


class PasswordForm(RefusableForm):
    """A new password for somebody else."""

    password = forms.CharField(
        label=_("新密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )


class OwnPasswordForm(RefusableForm):
    """A new password of one's own, typed twice."""

    current = forms.CharField(
        label=_("现在的密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=_("新密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label=_("再输一遍新密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both must be alike."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("password") and cleaned.get("again") and cleaned["password"] != cleaned["again"]:
            self.add_error("again", _("两遍不一样，重新输。"))
        return cleaned


class LanguageForm(RefusableForm):
    """In which language the pages are."""

    language = forms.ChoiceField(label=_("语言"), choices=settings.LANGUAGES)


class TokenForm(RefusableForm):
    """A new key for a machine."""

    name = forms.CharField(label=_("用途"), max_length=60)
    expires_on = forms.DateField(
        label=_("到期日"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("最远一年。到期后接口不再认它。"),
    )


class UnitForm(RefusableForm):
    """A unit: what it is called, and under whom it stands."""

    name = forms.CharField(label=_("单位名称"), max_length=80)
    code = forms.CharField(label=_("单位编码"), max_length=32)
    kind = forms.ChoiceField(label=_("类型"))
    parent = forms.ChoiceField(label=_("上级单位"))

    def __init__(self, *args: Any, units: Sequence[Unit], unit: Unit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            choice for choice in Unit.Kind.choices if choice[0] != Unit.Kind.COMPANY
        ]
        self.fields["parent"].choices = unit_choices(units)  # type: ignore[attr-defined]
        if unit is None:
            return
        del self.fields["parent"]  # a move has its own step, which shows what it touches
        if unit.parent_id is None:
            del self.fields["kind"]
        self.initial = {
            "name": unit.name,
            "code": unit.code,
            "kind": unit.kind,
        }

    @property
    def parent_id(self) -> UUID | None:
        """The chosen parent, if the form asks for one."""
        return UUID(self.cleaned_data["parent"]) if self.cleaned_data.get("parent") else None


class MoveForm(RefusableForm):
    """Under whom a unit shall stand."""

    to = forms.ChoiceField(label=_("移到哪个单位下面"))

    def __init__(self, *args: Any, units: Sequence[Unit], unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outside = [one for one in units if not one.path.startswith(unit.path)]
        self.fields["to"].choices = unit_choices(outside)  # type: ignore[attr-defined]

    @property
    def to_id(self) -> UUID:
        """The chosen parent."""
        return UUID(self.cleaned_data["to"])


class RoleForm(RefusableForm):
    """A role: its names, how far it sees, what it may do."""

    code = forms.CharField(
        label=_("角色编码"), max_length=40, help_text=_("小写字母、数字和下划线，建好后不改。")
    )
    name = forms.CharField(label=_("角色"), max_length=60)
    name_en = forms.CharField(label=_("英文名"), max_length=60)
    reach = forms.TypedChoiceField(label=_("可见范围"), coerce=int, widget=forms.RadioSelect)
    everything = forms.BooleanField(
        label=pgettext_lazy("of a role", "全部权限，包括以后版本新增的"), required=False
    )
    rights = forms.MultipleChoiceField(label=_("权限"), required=False, widget=forms.CheckboxSelectMultiple)
    requires_mfa = forms.BooleanField(
        label=_("登录要两步验证"),
        required=False,
        help_text=_("有这个角色的人，下次打开页面先设置验证器或安全密钥，设好才能做别的。接口令牌不受影响。"),
    )

    def __init__(self, *args: Any, role: Role | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reach"].choices = [(int(reach), reach.label) for reach in Reach]  # type: ignore[attr-defined]
        self.fields["rights"].choices = [  # type: ignore[attr-defined]
            (right.code, str(right.label)) for right in all_rights()
        ]
        if role is not None:
            del self.fields["code"]
            self.initial = {
                "name": role.name,
                "name_en": role.name_en,
                "reach": role.reach,
                "requires_mfa": role.requires_mfa,
                "everything": EVERYTHING in role.rights,
                "rights": [right.code for right in all_rights()]
                if EVERYTHING in role.rights
                else role.rights,
            }
        else:
            self.initial = {"reach": int(Reach.OWN)}

    @property
    def codes(self) -> list[str]:
        """The rights that were ticked."""
        return [EVERYTHING] if self.cleaned_data["everything"] else self.cleaned_data["rights"]
