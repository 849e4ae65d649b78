"""What the book of outlets declines, each with the sentence that says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Refusal

if TYPE_CHECKING:
    from endcap.customers.outlets.drafts import Suspect


class Archived(Refusal):
    """An archived file is read-only."""

    code = "outlet_archived"
    sentence = _("“%(name)s”的档案已归档，只能看。先恢复再改。")


class NotArchived(Refusal):
    """Only an archived file can be restored."""

    code = "outlet_not_archived"
    sentence = _("“%(name)s”的档案没有归档，不用恢复。")


class StatusRefused(Refusal):
    """The outlet cannot go from its status to the wanted one."""

    code = "outlet_status_refused"
    sentence = _("“%(name)s”现在是“%(before)s”，不能改成“%(after)s”。")


class DuplicateSuspected(Refusal):
    """An outlet very like this one is already in the book; whoever enters it decides."""

    code = "duplicate_suspected"
    sentence = _("可能已经有这家终端：%(names)s。确实不是同一家，就勾选“不是重复”再存。")

    def __init__(self, suspects: Sequence[Suspect]) -> None:
        self.suspects = tuple(suspects)
        super().__init__(names="、".join(f"{suspect.name}（{suspect.code}）" for suspect in suspects[:3]))


class ChannelInUse(Refusal):
    """A channel with outlets stays a leaf and stays open."""

    code = "channel_in_use"
    sentence = _("“%(name)s”下还有 %(count)s 家终端。先把它们移到别的渠道。")


class SchemeUnknown(Refusal):
    """No classification scheme of this code."""

    code = "scheme_unknown"
    sentence = _("没有“%(scheme)s”这个分类方案。先在分类方案里建好。")
    status = 404


class NobodyToOwn(Refusal):
    """There is no active person who could look after the outlets."""

    code = "nobody_to_own"
    sentence = _("没有在职的人可以当负责人。先建人员，再导入终端。")
