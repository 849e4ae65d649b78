"""What the keeper of evidence declines, each with the sentence that says what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Refusal


class FileRefused(Refusal):
    """A file that can't be kept. Nothing of it is stored."""

    status = 422


class EmptyFile(FileRefused):
    """There is nothing in it."""

    code = "file_empty"
    sentence = _("“%(name)s”是空的。重新选一个文件。")


class FileTooBig(FileRefused):
    """More bytes than one file may have."""

    code = "file_too_big"
    sentence = _("“%(name)s”有 %(size)s MB，最多 %(limit)s MB。拍小一点，或压缩后再传。")


class KindRefused(FileRefused):
    """Neither a photo that can be read nor a PDF, whatever its name says."""

    code = "file_kind_refused"
    sentence = _("“%(name)s”不是照片也不是 PDF，不能收。传 JPG、PNG、WebP 照片或 PDF。")


class HeicRefused(FileRefused):
    """The format that iPhones keep photos in unless told otherwise."""

    code = "file_heic"
    sentence = _(
        "“%(name)s”是 HEIC 格式，打不开。在手机“设置 › 相机 › 格式”选“兼容性最佳”再拍，或转成 JPG 再传。"
    )


class PhotoUnreadable(FileRefused):
    """It begins like a photo, but the rest of it is damaged."""

    code = "photo_unreadable"
    sentence = _("“%(name)s”打不开，可能没传完整。重新拍或重新传。")


class PhotoTooLarge(FileRefused):
    """So many points that opening it would fill the memory."""

    code = "photo_too_large"
    sentence = _("“%(name)s”有 %(pixels)s 万像素，最多 %(limit)s 万。拍小一点再传。")


class SubjectClosed(Refusal):
    """Files of this subject come in by its own page only."""

    code = "subject_takes_no_files"
    sentence = _("这里现在不能加文件。")
    status = 403


class ReasonMissing(Refusal):
    """Whoever takes evidence away says why."""

    code = "reason_missing"
    sentence = _("写明为什么删除，最多 200 个字。")
    status = 422


class AlreadyRemoved(Refusal):
    """It is gone from view already."""

    code = "evidence_removed"
    sentence = _("“%(name)s”已经删除。")
