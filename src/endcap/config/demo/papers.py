"""Papers of the demo's merchants, drawn: a licence, a bank card, a shop front. All of it invented."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

_FONTS = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc"),
)
PAPER, INK, LABEL, SEAL = (252, 248, 236), (30, 30, 30), (90, 80, 70), (176, 52, 40)
_FRONTS = ((196, 92, 60), (58, 110, 140), (92, 128, 74), (150, 110, 60), (120, 84, 130))


@dataclass(frozen=True)
class LicencePaper:
    """What is written on a licence."""

    number: str
    name: str
    kind: str
    legal_person: str
    address: str
    established: str
    term: str


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for path in _FONTS:
        if path.exists():
            return ImageFont.truetype(str(path), size, index=2)
    return ImageFont.load_default(size)


def _bytes(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=72)
    return out.getvalue()


def licence(paper: LicencePaper) -> bytes:
    """A business licence, as it hangs in a shop."""
    picture = Image.new("RGB", (1200, 840), PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((24, 24, 1176, 816), outline=SEAL, width=5)
    draw.text((480, 70), "营业执照", font=_font(64), fill=INK)
    draw.text((90, 190), f"统一社会信用代码 {paper.number}", font=_font(26), fill=INK)
    left = (("名称", paper.name), ("类型", paper.kind), ("经营者", paper.legal_person))
    right = (("注册日期", paper.established), ("营业期限", paper.term))
    if paper.kind != "个体工商户":
        left = (*left[:2], ("法定代表人", paper.legal_person))
        right = (("成立日期", paper.established), right[1])
    for x, rows in ((90, left), (650, right)):
        for row, (label, value) in enumerate(rows):
            draw.text((x, 270 + 58 * row), label, font=_font(22), fill=LABEL)
            draw.text((x + 150, 270 + 58 * row), value, font=_font(22), fill=INK)
    draw.text((90, 450), "经营场所", font=_font(22), fill=LABEL)
    draw.text((240, 450), paper.address, font=_font(22), fill=INK)
    draw.text((800, 690), "登记机关", font=_font(24), fill=INK)
    draw.ellipse((930, 620, 1090, 780), outline=SEAL, width=4)
    return _bytes(picture)


def bank_card(name: str, tail: str) -> bytes:
    """A bank card of which only the last four digits can be read."""
    picture = Image.new("RGB", (800, 500), (226, 232, 240))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((60, 60, 740, 440), 28, fill=(44, 76, 132))
    draw.rounded_rectangle((110, 170, 200, 236), 10, fill=(214, 186, 110))
    draw.text((110, 270), f"****  ****  ****  {tail}", font=_font(44), fill=(240, 240, 240))
    draw.text((110, 360), name, font=_font(28), fill=(240, 240, 240))
    return _bytes(picture)


def shop_front(name: str, n: int) -> bytes:
    """A shop with its sign."""
    colour = _FRONTS[n % len(_FRONTS)]
    picture = Image.new("RGB", (960, 640), (206, 214, 220))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((80, 150, 880, 580), fill=(238, 234, 226))
    draw.rectangle((80, 90, 880, 200), fill=colour)
    draw.text((120, 112), name, font=_font(52), fill=(255, 255, 255))
    draw.rectangle((140, 260, 420, 500), fill=(150, 184, 204))
    draw.rectangle((540, 260, 700, 580), fill=(120, 96, 74))
    for shelf in range(3):
        draw.rectangle((150, 320 + 56 * shelf, 410, 326 + 56 * shelf), fill=(110, 90, 70))
    draw.rectangle((0, 580, 960, 640), fill=(150, 150, 150))
    return _bytes(picture)
