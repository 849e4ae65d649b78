"""Forms that show what a service refused, beside the field that is meant; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django import forms

from endcap.kernel.errors import InvalidInput, NotFoundHere, Problem, Refusal, RightMissing


class RefusableForm(forms.Form):
    """A form to which a refusal can be written. ``meant`` names the field of the form for a field of the service where
    they differ."""

    meant: Mapping[str, str] = {}

    def take(self, refusal: Refusal) -> None:
        """Write a refusal beside its fields, or above the form."""
        if not isinstance(refusal, InvalidInput):
            self.add_error(None, refusal.message)
            return
        self.add_problems(refusal.problems)

    def add_problems(self, problems: Sequence[Problem]) -> None:
        """Write problems beside their fields, unless the field says already what is wrong with it."""
        for problem in problems:
            named = self.meant.get(problem.field, problem.field)
            name = named if named in self.fields else None
            if name is None or name not in self.errors:
                self.add_error(name, str(problem.message))


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
