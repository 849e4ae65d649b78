"""What hand-overs decline, each with the sentence that says what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Refusal


class NobodyToCare(Refusal):
    """There is no active person with whom a leaver's outlets could stay."""

    code = "nobody_to_care"
    sentence = _("没有在职的主管能代管“%(name)s”的 %(count)s 家终端。先给单位定一位主管，再办离职。")


class AlreadyGiven(Refusal):
    """Somebody else has distributed these outlets meanwhile."""

    code = "orphan_already_given"
    sentence = _("这几家刚被分掉：%(names)s。刷新后看还剩哪些，这次一家都没有动。")


class AlreadyAsked(Refusal):
    """One wish for one outlet is enough."""

    code = "orphan_already_asked"
    sentence = _("已经申请过“%(name)s”，等主管定。")


class WishIsOver(Refusal):
    """A wish that was decided or taken back stays so."""

    code = "wish_is_over"
    sentence = _("这条申请已经有结果：%(state)s。")


class NotGivenYet(Refusal):
    """First contact is made by the new owner."""

    code = "orphan_not_given"
    sentence = _("“%(name)s”还没有分给谁。先分配，再记首次联系。")


class ContactedBefore(Refusal):
    """First contact is made once."""

    code = "orphan_contacted"
    sentence = _("“%(name)s”的首次联系已经记过。")


class HandoverExists(Refusal):
    """One hand-over of a person at a time."""

    code = "handover_exists"
    sentence = _("%(name)s的交接已经在办，打开那一张继续。")


class NobodySuitable(Refusal):
    """There is no colleague to whom the outlets could go."""

    code = "nobody_suitable"
    sentence = _("附近没有在职的同事可以接。先补人，或从别的单位选人。")
