"""Forms of import and export: they parse, services judge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Refusal
from endcap.kernel.exchange.sources import LAWFUL
from endcap.kernel.exchange.writing.tables import FORMATS


class UploadForm(forms.Form):
    """A file, and for data about others where it comes from and what it is for."""

    file = forms.FileField(
        label=_("文件"),
        help_text=_("xlsx、xls、ods、csv 或 Parquet。标题行、小计行、隐藏列不用先删，会认出来。"),
        error_messages={"required": _("选一个文件。"), "empty": _("文件是空的。选有内容的文件。")},
        allow_empty_file=True,
    )
    source_kind = forms.ChoiceField(label=_("资料来源"), choices=(), required=False)
    source = forms.CharField(
        label=_("来源说明"),
        max_length=200,
        required=False,
        help_text=_("一句话：哪里来的、凭什么可以用。同行或内线给的名单不收。"),
    )
    purpose = forms.CharField(
        label=_("个人信息的采集目的"),
        max_length=200,
        required=False,
        help_text=_("不写目的，联系人、电话等个人信息列不导入，其他列照常。"),
    )
    all_or_nothing = forms.BooleanField(
        label=_("全部正确才写入"),
        required=False,
        help_text=_("不选：有错的行留下，其余先写入，改好后再传只补这几行。"),
    )

    def __init__(self, *args: Any, asks_source: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks_source:
            kinds = self.fields["source_kind"]
            assert isinstance(kinds, forms.ChoiceField)
            kinds.choices = [("", _("选一种")), *LAWFUL.items()]
            kinds.required = self.fields["source"].required = True
            kinds.error_messages["required"] = _("选资料从哪里来。")
            self.fields["source"].error_messages["required"] = _("写一句来源说明。")
        else:
            for name in ("source_kind", "source", "purpose"):
                del self.fields[name]

    @property
    def upload(self) -> UploadedFile:
        """The file as it arrived."""
        found: UploadedFile = self.cleaned_data["file"]
        return found

    def options(self) -> dict[str, str]:
        """What the import is told."""
        return {
            "purpose": self.cleaned_data.get("purpose", "").strip(),
            "all_or_nothing": "1" if self.cleaned_data.get("all_or_nothing") else "",
        }

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal where it belongs."""
        place = {"source_missing": "source", "source_refused": "source_kind"}.get(refusal.code, "file")
        self.add_error(place if place in self.fields else None, refusal.message)


class ExportForm(forms.Form):
    """What an export is for, and how it is written."""

    purpose = forms.CharField(
        label=_("用途"),
        max_length=200,
        help_text=_("会记入导出日志。客户资料只用于业务，不转给外人。"),
        error_messages={"required": _("写一句用途。")},
    )
    format = forms.ChoiceField(
        label=_("格式"), choices=[(name, name) for name in FORMATS], initial="xlsx", widget=forms.RadioSelect
    )
    cols = forms.MultipleChoiceField(
        label=_("列"),
        choices=(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("至少选一列。")},
    )

    def __init__(self, *args: Any, columns: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cols"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(columns)
