"""Reading the text on a photo with rapidocr, which comes with the extra ``vision``."""

from __future__ import annotations

import io
import logging
from functools import lru_cache
from typing import Any

from endcap.customers.merchants.licence import Line

SIDE = 1600  # more points than this make the reading slower, not better


class OcrMissing(Exception):
    """The extra ``vision`` is not installed."""


@lru_cache(maxsize=1)
def _engine() -> Any:
    try:
        from rapidocr import RapidOCR
    except ImportError as missing:
        raise OcrMissing from missing
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    engine = RapidOCR(params={"Global.log_level": "error"})
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return engine


def read_lines(photo: bytes) -> list[Line]:
    """The lines of text on an upright photo, from top to bottom. Raises OcrMissing."""
    engine = _engine()
    import numpy
    from PIL import Image

    opened = Image.open(io.BytesIO(photo)).convert("RGB")
    opened.thumbnail((SIDE, SIDE))
    found = engine(numpy.asarray(opened)[:, :, ::-1])
    if found.boxes is None or found.txts is None:
        return []
    lines = []
    for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        (left, top), (right, right_top), (_x, right_bottom), (_left, bottom) = (
            (float(x), float(y)) for x, y in box
        )
        width = max(1.0, right - left)
        middle, right_middle = (top + bottom) / 2, (right_top + right_bottom) / 2
        lines.append(
            Line(
                text=str(text),
                x=left,
                y=middle,
                width=width,
                height=max(1.0, bottom - top),
                slope=(right_middle - middle) / width,
                sure_bp=int(score * 10_000),
            )
        )
    return sorted(lines, key=lambda line: (line.y, line.x))
