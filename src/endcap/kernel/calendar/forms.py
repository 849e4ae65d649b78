"""What pages ask for: one day, or a year's file. All judging is left to the services."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from endcap.kernel.calendar.reading import read_file
from endcap.kernel.calendar.rows import DayRow
from endcap.kernel.errors import InvalidInput

FILE_LIMIT = 2 * 2**20


class DayForm(forms.Form):
    """A holiday, or a day that is worked instead."""

    is_working = forms.ChoiceField(
        label=_("这一天"), choices=[("no", _("休息")), ("yes", _("上班"))], widget=forms.RadioSelect
    )
    name_zh = forms.CharField(label=_("名称"), required=False, max_length=60)
    name_en = forms.CharField(label=_("英文名称"), required=False, max_length=60)
    note = forms.CharField(label=_("备注"), required=False, max_length=200)

    def show(self, refused: InvalidInput) -> None:
        """Put the service's sentences beside the inputs."""
        for problem in refused.problems:
            self.add_error(problem.field if problem.field in self.fields else None, str(problem.message))


class YearFileForm(forms.Form):
    """A year's holidays from a sheet."""

    file = forms.FileField(
        label=_("文件"),
        help_text=_(
            "第一行写：日期、类型、名称。类型写“休息”或“上班”。周一到周五上班、周末休息的日子不用列。"
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )

    def rows(self) -> list[DayRow]:
        """The file's rows. Raises InvalidInput."""
        upload = self.cleaned_data["file"]
        return read_file(upload.name, upload.read(FILE_LIMIT))

    def show(self, refused: InvalidInput) -> None:
        """Put the service's sentences, which name their rows, under the file."""
        for problem in refused.problems:
            self.add_error("file", str(problem.message))
