"""What import and export decline, each with the sentence that says what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Refusal


class SheetUnknown(Refusal):
    """No sheet of this name."""

    code = "sheet_unknown"
    sentence = _("没有“%(key)s”这种表。可用的有：%(known)s。")
    status = 404


class BatchMoved(Refusal):
    """The batch is past the point at which this could be done."""

    code = "batch_moved"
    sentence = _("这批导入现在是“%(state)s”，不能改成“%(wanted)s”。")


class NothingToCommit(Refusal):
    """A batch without a single row that would be written."""

    code = "nothing_to_commit"
    sentence = _("没有可以写入的行：%(errors)s 行有错，%(same)s 行没有变化。改好后再传。")


class ErrorsLeft(Refusal):
    """All or nothing was asked for, and some rows have errors."""

    code = "errors_left"
    sentence = _("%(errors)s 行有错。选了“全部正确才写入”，所以一行也没有写。下载标了错的表，改好后再传。")


class PreviewStale(Refusal):
    """Somebody else's import was written after this preview was made."""

    code = "preview_stale"
    sentence = _("预览之后有别的导入写进来了，差异可能变了。重新预览，再导入。")


class BusyBatch(Refusal):
    """A job is at work on this batch already."""

    code = "batch_busy"
    sentence = _("这批导入正在处理，等它做完或先取消。")


class TooBigToMend(Refusal):
    """A list that is too long to be judged anew while somebody waits."""

    code = "too_big_to_mend"
    sentence = _("这份表太大，不能在这里改。下载标了错的表，改好再传，只补有错的行。")


class UndoTooLate(Refusal):
    """The days in which a batch can be undone are over."""

    code = "undo_too_late"
    sentence = _("导入已过 %(days)s 天，不能整批撤销。需要时逐条改。")


class SourceMissing(Refusal):
    """A list of other people's data comes without a statement of where it comes from."""

    code = "source_missing"
    sentence = _("这份表含客户资料，先写明来源：从哪里来、凭什么可以用。")
    status = 422


class SourceRefused(Refusal):
    """A list from peers or insiders is not taken in."""

    code = "source_refused"
    sentence = _("同行或内线给的名单不收。改用订货会签到、分销商按协议提供或公开资料。")
    status = 422


class PurposeMissing(Refusal):
    """Customer data leaves the house without a purpose."""

    code = "purpose_missing"
    sentence = _("先写导出用途，才能导出客户资料。")
    status = 422


class PersonalNotAllowed(Refusal):
    """Personal columns asked for by somebody who may not export them."""

    code = "personal_not_allowed"
    sentence = _("没有导出个人信息的权限。去掉这些列再导出：%(columns)s。")
    status = 403


class FileGone(Refusal):
    """The uploaded file was removed when its time was over."""

    code = "file_gone"
    sentence = _("原文件已按期限删除。重新上传。")
    status = 410


class FileUnsettled(Refusal):
    """The file was read, but a person has to settle something before there can be a preview."""

    code = "file_unsettled"
    sentence = _("先定下来再导入：%(what)s")
    status = 422


class FormatUnknown(Refusal):
    """A file type that is not written."""

    code = "format_unknown"
    sentence = _("不能导出成“%(name)s”。可用：xlsx、csv、parquet。")
    status = 422


class UploadTooBig(Refusal):
    """More bytes than the installation accepts."""

    code = "upload_too_big"
    sentence = _("文件超过 %(limit)s MB。分成几份再传。")
    status = 413
