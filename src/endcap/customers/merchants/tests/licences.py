"""Licences for the tests: lines as a camera would read them, and a picture of one."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from endcap.customers.merchants.licence import Line

CODE = "91310115MA1K3L8T9Y"  # its check digits hold
OLD = "310115001234562"
FONTS = Path("/usr/share/fonts/opentype/noto")


def line(text: str, x: float, y: float, *, sure_bp: int = 9_900, slope: float = 0.0) -> Line:
    """One line of letters 30 points high."""
    return Line(text, x, y, width=28 * len(text), height=32, sure_bp=sure_bp, slope=slope)


def page(
    left: Sequence[tuple[str, str]],
    right: Sequence[tuple[str, str]] = (),
    *,
    title: str = "营业执照",
    slope: float = 0.0,
) -> list[Line]:
    """The two columns of a licence, perhaps on paper that lies at a slant."""
    found = [line(title, 600, 100)] if title else []
    for column, rows in ((100, left), (800, right)):
        for row, (label, value) in enumerate(rows):
            y = 300 + 70 * row
            for text, x in ((label, column), (value, column + 180)):
                if text:
                    found.append(line(text, x, y + slope * x, slope=slope))
    return found


LEFT = (
    ("名 称", "青禾百货（东渡）有限公司"),
    ("类 型", "有限责任公司"),
    ("法定代表人", "柳青禾"),
    ("经营范围", "食品销售"),
)
RIGHT = (
    ("注册资本", "壹佰万元整"),
    ("成立日期", "2016年03月08日"),
    ("营业期限", "2016年03月08日至2036年03月07日"),
    ("住 所", "东渡市河埠区青石路18号102室"),
)


@cache
def photo_of_licence(code: str = CODE, *, slant: float = 2.0) -> bytes:
    """A drawn licence, photographed at a slant in bad light."""
    from PIL import Image, ImageDraw, ImageFilter, ImageFont

    def font(size: int):
        return ImageFont.truetype(str(FONTS / "NotoSansCJK-Regular.ttc"), size, index=2)

    paper = Image.new("RGB", (1500, 1060), (252, 248, 236))
    draw = ImageDraw.Draw(paper)
    draw.rectangle((30, 30, 1470, 1030), outline=(160, 40, 30), width=6)
    draw.text((620, 110), "营业执照", font=font(84), fill="black")
    draw.text((120, 240), f"统一社会信用代码 {code}", font=font(30), fill="black")
    for x, rows in ((120, LEFT), (800, RIGHT)):
        for row, (label, value) in enumerate(rows):
            draw.text((x, 340 + 70 * row), label, font=font(28), fill=(70, 60, 50))
            draw.text((x + 180, 340 + 70 * row), value, font=font(28), fill="black")
    draw.text((1000, 860), "登记机关  2016年03月08日", font=font(28), fill="black")
    taken = paper.rotate(slant, expand=True, fillcolor=(90, 90, 90), resample=Image.Resampling.BICUBIC)
    taken = taken.filter(ImageFilter.GaussianBlur(0.8))
    points, dice = taken.load(), random.Random(7)
    for _each in range(20_000):
        x, y = dice.randrange(taken.width), dice.randrange(taken.height)
        points[x, y] = tuple(min(255, max(0, part + dice.randrange(-40, 40))) for part in points[x, y])
    out = io.BytesIO()
    taken.save(out, "JPEG", quality=85)
    return out.getvalue()


@cache
def photo_of_a_cat() -> bytes:
    """A cat, as far as one can be drawn: two ears, two eyes, whiskers, no word."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (800, 800), (190, 200, 180))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((200, 250, 600, 650), fill=(230, 150, 60))
    draw.polygon([(220, 330), (240, 160), (350, 270)], fill=(230, 150, 60))
    draw.polygon([(580, 330), (560, 160), (450, 270)], fill=(230, 150, 60))
    for x in (320, 480):
        draw.ellipse((x - 35, 380, x + 35, 450), fill="white")
        draw.ellipse((x - 10, 390, x + 10, 440), fill="black")
    for y in (520, 545, 570):
        draw.line((120, y, 330, 540), fill="black", width=3)
        draw.line((470, 540, 680, y), fill="black", width=3)
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()
