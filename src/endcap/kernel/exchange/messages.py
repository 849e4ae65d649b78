"""The sentence behind every code: what was found, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.functional import lazystr
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Problem, Refusal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
else:
    StrOrPromise = object

FLAGS: Mapping[str, StrOrPromise] = {
    # text
    "text_cleaned": _("去掉了看不见的字符。"),
    "text_damaged": _("有乱码，原来的字已丢失。核对后补上。"),
    "ditto": _("写的是“同上”，没有采用。填上完整内容。"),
    # codes
    "code_zero_padded": _("编码前面的 0 是补位，已去掉。"),
    "scientific_notation": _(
        "是科学计数法，末尾几位已丢失，没有采用。在源表里把这一列设为文本，再补全号码。"
    ),
    "digits_lost": _("数字超过 15 位，末尾几位已丢失，没有采用。在源表里把这一列设为文本，再补全号码。"),
    "zip_plus4": _("邮编后四位为 0000，已去掉。"),
    "zip_zero_restored": _("邮编少了开头的 0，已补上。核对一次。"),
    "zip_filled": _("邮编空着，按地址里的邮编补上。"),
    "zip_differs": _("邮编与地址里的不同，保留了邮编列的值。核对哪个对。"),
    # numbers
    "money_rounded": _("小数多于两位，已四舍五入到分。"),
    "money_coarse": _("以万或千为单位写的，末尾几位已略去。有准确金额时换上。"),
    "price_rounded": _("小数多于四位，已四舍五入。"),
    "number_ambiguous": _("小数点和千分位分不清，没有采用。改成 1234.56 这种写法。"),
    "currency_differs": _("这一格的币种与表头不同。核对金额。"),
    "percent_from_fraction": _("没有百分号，按小数换成百分比。核对一次。"),
    "formula_without_value": _("是没有计算结果的公式，读到的是空。用表格软件打开、保存后再导入。"),
    "formula_error": _("公式出错，读到的是空。在源表里改好公式或直接填数。"),
    # dates
    "date_excel_serial": _("日期是表格软件的序号，已换算。核对一次。"),
    "date_order_from_column": _("日月顺序按本列其他日期判断。"),
    "date_ambiguous": _("分不清哪个是月、哪个是日，没有采用。改成 2022-06-27 这种写法。"),
    "date_in_future": _("日期在今天之后。核对一次。"),
    # coordinates
    "coordinate_missing": _("没有坐标，还不能在地图上定位。补上坐标或在现场采集。"),
    "coordinate_rough": _("坐标只有一位小数，误差可达十公里，没有采用。补上准确坐标或在现场采集。"),
    "coordinate_far": _("坐标离名单里的其他终端太远。核对一次。"),
    "coordinate_incomplete": _("只有经度或只有纬度，没有采用。补全坐标。"),
    "lon_lat_swapped": _("经度和纬度填反了，已对调。核对一次。"),
    "lon_sign_restored": _("经度少了负号，已补上。核对一次。"),
    "lat_sign_restored": _("纬度少了负号，已补上。核对一次。"),
    # phones
    "phone_several": _("一格里有几个号码，取了第一个。其余的加到联系人里。"),
    "phone_unclear": _("不像国内号码，原样保留。核对号码。"),
    # barcodes
    "gtin_zero_restored": _("条码少了开头的 0，已补上，校验位相符。"),
    # places
    "address_merged": _("地址里重复写了城市和邮编，已拆开。"),
    "city_filled": _("城市空着，按同表的线索补上。核对一次。"),
    "city_missing": _("城市空着，同表里也找不到线索。补上城市。"),
    "city_uncertain": _("城市的线索互相不一致。核对城市。"),
    # sheets
    "status_from_sheet": _("状态空着，按工作表名补上。"),
    "status_differs_from_sheet": _("状态与工作表名不一致，保留了本行的状态。核对一次。"),
    "merged_filled": _("取自合并单元格。"),
    "value_unknown": _("填的是“不知道”，当作空。"),
}

PROBLEMS: Mapping[str, StrOrPromise] = {
    "required_missing": _("必填，现在空着。补上后再导入。"),
    "text_too_long": _("超过 %(limit)s 个字。缩短后再导入。"),
    "number_unreadable": _("“%(raw)s”不是数字。改成数字。"),
    "number_not_finite": _("“%(raw)s”不是有限的数。改成普通数字。"),
    "number_too_large": _("“%(raw)s”大得不合理。核对位数和单位。"),
    "not_whole": _("“%(raw)s”不是整数。改成整数。"),
    "number_negative": _("“%(raw)s”是负数，这一列不能为负。"),
    "date_unreadable": _("“%(raw)s”不是日期。改成 2022-06-27 这种写法。"),
    "date_year": _("年份 %(year)s 不合理。改成四位年份，在 1900 到 2100 之间。"),
    "date_month": _("没有 %(month)s 月。月份在 1 到 12 之间。"),
    "date_day": _("%(year)s 年 %(month)s 月没有 %(day)s 日。改成真实的日期。"),
    "date_no_year": _("“%(raw)s”没有年份。补上年份。"),
    "date_no_day": _("“%(raw)s”没有写到日。补上日。"),
    "coordinate_unreadable": _("“%(raw)s”不是坐标。写成“纬度,经度”，如 39.9087,116.3975。"),
    "coordinate_range": _("“%(raw)s”超出范围：纬度在 ±90、经度在 ±180 之内。"),
    "phone_short": _("少 %(count)s 位，手机号应为 11 位。补全号码。"),
    "phone_long": _("多 %(count)s 位，手机号应为 11 位。核对号码。"),
    "phone_unreadable": _("“%(raw)s”不是电话号码。改成手机号或带区号的座机。"),
    "gtin_length": _("条码有 %(count)s 位，应为 8、12、13 或 14 位。核对条码。"),
    "gtin_check_digit": _("条码校验位是 %(found)s，按前面各位应为 %(expected)s。核对条码。"),
    "gtin_unreadable": _("“%(raw)s”不是条码。条码只有数字。"),
    "choice_unknown": _("“%(raw)s”不在可选范围：%(accepted)s。改成其中一个。"),
    "bool_unknown": _("“%(raw)s”不清楚。填“是”或“否”。"),
}

FILES: Mapping[str, StrOrPromise] = {
    "file_missing": _("找不到文件 %(name)s。核对路径。"),
    "file_empty": _("文件是空的。选有内容的文件。"),
    "file_password": _("文件有密码，打不开。在表格软件里去掉密码、另存后再上传。"),
    "file_corrupt": _("文件已损坏，打不开。在表格软件里打开、另存为 xlsx 后再上传。"),
    "file_unsupported": _("不支持这种文件（%(kind)s）。另存为 xlsx 或 csv 后再上传。"),
    "file_entities": _(
        "文件里有外部实体或文档类型声明，为安全起见不读取。在表格软件里另存为 xlsx 后再上传。"
    ),
    "bomb_unpacked": _("文件解压后超过 %(limit)s MB。拆成几个文件再上传。"),
    "bomb_ratio": _("文件的压缩比高得不正常（超过 %(limit)s 倍），为安全起见不读取。另存为 csv 后再上传。"),
    "bomb_entries": _("文件里的部件超过 %(limit)s 个，为安全起见不读取。另存为 csv 后再上传。"),
    "bomb_area": _("工作表的内容一直铺到 %(cell)s，范围太大。删掉远处零星的内容后再上传。"),
    "too_many_rows": _("行数超过 %(limit)s。拆成几个文件再上传。"),
    "encoding_unknown": _("认不出文件的编码。另存为 UTF-8 的 csv 或 xlsx 后再上传。"),
    "mojibake_lost": _(
        "第 %(row)s 行有乱码，原来的字已丢失（GBK 被当成 UTF-8 保存过）。找到最初的文件再上传。"
    ),
    "csv_broken": _("第 %(row)s 行附近的引号没有配对，后面的内容会连成一格。补上引号后再上传。"),
    "parquet_broken": _("Parquet 文件读不出来。重新导出后再上传。"),
    "sheet_unreadable": _("工作表“%(sheet)s”读不出来。在表格软件里打开、另存为 xlsx 后再上传。"),
}

SHEETS: Mapping[str, StrOrPromise] = {
    "no_header": _("没有找到表头。表头里至少要有这些列中的两列：%(columns)s。"),
    "no_rows": _("找到了表头，下面没有数据行。"),
    "headers_alike": _("工作表“%(sheet)s”有两列都像“%(column)s”：%(headers)s。选定用哪一列。"),
    "column_missing": _("工作表“%(sheet)s”没有必填列“%(column)s”。补上这一列，或在对应页指定。"),
    "mojibake_repaired": _("文字曾按错误的编码保存，已还原。核对几行中文。"),
    "nul_removed": _("文件里有空字符，已去掉。"),
    "hidden_columns": _("工作表“%(sheet)s”的隐藏列 %(columns)s 也读了。"),
    "hidden_sheet": _("工作表“%(sheet)s”是隐藏的，没有读。取消隐藏后再导入。"),
}

SKIPPED: Mapping[str, StrOrPromise] = {
    "title": _("标题"),
    "note": _("说明"),
    "blank": _("空行"),
    "header": _("表头"),
    "repeated_header": _("重复的表头"),
    "subtotal": _("小计"),
    "total": _("合计"),
    "instruction": _("没有表头的说明页"),
    "hidden_sheet": _("隐藏的工作表"),
}


class FileRefused(Refusal):
    """A file that can't be read, or is not safe to read; nothing was imported."""

    status = 422

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.sentence = FILES[code]
        super().__init__(**params)


def _filled(template: StrOrPromise, params: Mapping[str, object]) -> str:
    return str(template) % params if params else str(template)


class _Said:
    """A sentence that is put into the reader's language when it is read."""

    __slots__ = ("params", "template")

    def __init__(self, template: StrOrPromise, params: Mapping[str, object]) -> None:
        self.template = template
        self.params = params

    def __str__(self) -> str:
        return _filled(self.template, self.params)


def problem(code: str, **params: object) -> Problem:
    """A problem of a cell; its place is added by whoever knows the row."""
    return Problem(field="", code=code, message=lazystr(_Said(PROBLEMS[code], params)))


def sheet_sentence(code: str, **params: object) -> StrOrPromise:
    """What was found about a whole sheet or file."""
    return lazystr(_Said(SHEETS[code], params))


def located(row_no: int, label: StrOrPromise, sentence: StrOrPromise) -> str:
    """A sentence with its place in front: 第 12 行“最近下单日期”：…"""
    place = gettext("第 %(row)s 行") % {"row": row_no}
    if label:
        place += gettext("“%(column)s”") % {"column": label}
    return gettext("%(place)s：%(sentence)s") % {"place": place, "sentence": sentence}


def flag_sentence(code: str, *, row_no: int, label: StrOrPromise = "") -> str:
    """What a flag means, for the person who has to look at the row."""
    return located(row_no, label, FLAGS[code])
