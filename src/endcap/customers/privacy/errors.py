"""What the keeper of personal data declines."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Refusal


class ConsentGiven(Refusal):
    """The same consent is not given twice."""

    code = "consent_given"
    sentence = _("“%(purpose)s”已经登记过同意（%(on)s），不用再登记。")


class ConsentWithdrawn(Refusal):
    """A consent is withdrawn once."""

    code = "consent_withdrawn"
    sentence = _("这条同意在 %(on)s 已撤回。")


class RequestClosed(Refusal):
    """A request that was answered stays as it was answered."""

    code = "request_closed"
    sentence = _("%(number)s 已在 %(on)s 办结，不能再改。要再办就新登记一件。")


class WrongKind(Refusal):
    """Each kind of request has its own answer."""

    code = "request_wrong_kind"
    sentence = _("%(number)s 是“%(kind)s”，不能这样办。")


class NobodyFound(Refusal):
    """Nothing about this person is held."""

    code = "request_nobody_found"
    sentence = _("没有查到这个人的信息。核对姓名和手机；确实没有，就按“没有信息”办结。")


class ClassInUse(Refusal):
    """A class that archived files carry stays."""

    code = "archive_class_in_use"
    sentence = _("还有 %(count)s 家终端归在“%(name)s”，不能停用。先把它们改到别的类别。")
