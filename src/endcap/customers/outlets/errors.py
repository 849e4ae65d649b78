"""What the book of outlets declines, each with the sentence that says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Refusal

if TYPE_CHECKING:
    from endcap.customers.outlets.selectors.typing import LookAlike


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
    sentence = _("可能已经有这家终端：%(names)s。确实不是同一家，就勾选“不是重复”，写明原因再存。")

    def __init__(self, suspects: Sequence[LookAlike]) -> None:
        self.suspects = tuple(suspects)
        super().__init__(
            names="、".join(f"{one.name}（{one.code or one.unit_name}）" for one in self.suspects[:3])
        )


class ChannelInUse(Refusal):
    """A channel with outlets stays a leaf and stays open."""

    code = "channel_in_use"
    sentence = _("“%(name)s”下还有 %(count)s 家终端。先把它们移到别的渠道。")


class MassStep(Refusal):
    """A change to many outlets can't take this step now."""

    code = "mass_action_step"
    sentence = _("这次批量操作现在是“%(before)s”，不能再“%(after)s”。")


class MassBusy(Refusal):
    """A worker is at this change already."""

    code = "mass_action_busy"
    sentence = _("这次批量操作正在进行。等它做完再来。")


class SchemeUnknown(Refusal):
    """No classification scheme of this code."""

    code = "scheme_unknown"
    sentence = _("没有“%(scheme)s”这个分类方案。先在分类方案里建好。")
    status = 404


class NobodyToOwn(Refusal):
    """There is no active person who could look after the outlets."""

    code = "nobody_to_own"
    sentence = _("没有在职的人可以当负责人。先建人员，再导入终端。")


class AlreadyMerged(Refusal):
    """An outlet that has been merged is another one now."""

    code = "outlet_already_merged"
    sentence = _("“%(name)s”已经并入“%(into)s”。打开“%(into)s”再看。")


class MergeUndone(Refusal):
    """A merge is taken back once."""

    code = "merge_undone"
    sentence = _("这次合并已经撤销，不用再撤。")


class MergeBuiltUpon(Refusal):
    """The outlet that stayed was itself merged since; the later merge goes first."""

    code = "merge_built_upon"
    sentence = _("“%(name)s”后来又并入了“%(into)s”。先撤销那一次，再撤这一次。")


class MergeOutdated(Refusal):
    """What the merge took over was changed since, and taking it back would lose the change."""

    code = "merge_outdated"
    sentence = _("合并后又改过：%(fields)s。撤销会丢掉后来的修改，所以不能撤。改回合并时的值再撤。")


class MergeHeld(Refusal):
    """Something that followed the outlet can't go back any more."""

    code = "merge_held"
    sentence = _("不能撤销：%(why)s")
