"""What the working calendar refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Refusal


class CalendarYearMissing(Refusal):
    """A deadline falls into a year whose holidays nobody has entered: never guessed."""

    code = "calendar_year_missing"
    sentence = _(
        "%(year)s 年的工作日历还没有装入，算不出工作日。"
        "到“系统 → 工作日历 → 导入”装入这一年的表，列为：日期、类型、名称。"
    )
    status = 409

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(year=year)


class CalendarYearExists(Refusal):
    """The year is there already; loading it again would drop what was changed by hand."""

    code = "calendar_year_exists"
    sentence = _("%(year)s 年已经装入。要换掉整年，用导入；只改几天，在日历上点那一天。")
    status = 409


class CalendarYearUnknown(Refusal):
    """The packaged calendar ends before this year."""

    code = "calendar_year_unknown"
    sentence = _("自带的日历只有 %(first)s 至 %(last)s 年。%(year)s 年的节假日公布后，用表导入。")
    status = 409


class TooFewWorkingDays(Refusal):
    """The month has fewer working days than asked for."""

    code = "too_few_working_days"
    sentence = _("%(year)s 年 %(month)s 月只有 %(count)s 个工作日，没有第 %(n)s 个。把截止日设早一些。")
    status = 409
