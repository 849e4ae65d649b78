"""Forms that show what a service refused, beside the field that is meant; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django import forms

from endcap.kernel.errors import InvalidInput, NotFoundHere, Refusal, RightMissing


class RefusableForm(forms.Form):
    """A form to which a refusal can be written. ``meant`` names the field of the form for a field of the service where
    they differ."""

    meant: Mapping[str, str] = {}

    def take(self, refusal: Refusal) -> None:
        """Write a refusal beside its fields, or above the form."""
        if not isinstance(refusal, InvalidInput):
            self.add_error(None, refusal.message)
            return
        for problem in refusal.problems:
            name = self.meant.get(problem.field, problem.field)
            self.add_error(name if name in self.fields else None, str(problem.message))


def done(form: RefusableForm, act: Callable[[], object]) -> bool:
    """Run a service with a valid form; what it refuses is written into the form. A foreign record and a missing right
    stay what they are."""
    if not form.is_valid():
        return False
    try:
        act()
    except (NotFoundHere, RightMissing):
        raise
    except Refusal as refusal:
        form.take(refusal)
        return False
    return True
