"""What is refused when an id comes again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from endcap.kernel.errors import Refusal


class IdTaken(Refusal):
    """The id belongs to something else: another body, another person, another kind of record."""

    code = "id_taken"
    sentence = _("这个 id 已经用在别的内容上。重发要原样重发；新的记录换一个新的 id。")
