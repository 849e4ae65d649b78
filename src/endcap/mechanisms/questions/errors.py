"""What questionnaires refuse, each with the sentence that says what to do next."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Conflict, Refusal


class NothingPublished(Refusal):
    """There is no published version to answer."""

    code = "questionnaire_not_published"
    sentence = _("问卷“%(key)s”还没有发布的版本。到“设置 → 问卷”先发布一版。")


class AlreadySubmitted(Conflict):
    """What was submitted stays."""

    code = "reply_already_submitted"
    sentence = _("这份答卷已经提交，不能再改。要改，重新填一份。")


class AlreadyPublished(Conflict):
    """What was published stays."""

    code = "version_already_published"
    sentence = _("这一版已经发布，不能再改。另起一版。")
