"""What is typed around people, units, roles, leave and signing in."""

from endcap.org.people.forms.leave import AbsenceForm, DayForm, DelegationForm
from endcap.org.people.forms.people import (
    LanguageForm,
    MoveForm,
    OwnPasswordForm,
    PasswordForm,
    PeopleFilterForm,
    PersonForm,
    RoleForm,
    TokenForm,
    UnitForm,
    name_of,
    unit_choices,
)
from endcap.org.people.forms.refusable import RefusableForm
from endcap.org.people.forms.second_factor import (
    CodeAgainForm,
    CodeForm,
    FirstCodeForm,
    KeyAgainForm,
    KeyForm,
    KeyNameForm,
    NewKeyForm,
)

__all__ = [
    "AbsenceForm",
    "CodeAgainForm",
    "CodeForm",
    "DayForm",
    "DelegationForm",
    "FirstCodeForm",
    "KeyAgainForm",
    "KeyForm",
    "KeyNameForm",
    "LanguageForm",
    "MoveForm",
    "NewKeyForm",
    "OwnPasswordForm",
    "PasswordForm",
    "PeopleFilterForm",
    "PersonForm",
    "RefusableForm",
    "RoleForm",
    "TokenForm",
    "UnitForm",
    "name_of",
    "unit_choices",
]
