"""The stock curve as a drawing: past days as the book has them, days to come as the plan runs, with the mean and the
safety line. Plain coordinates; the template draws them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from endcap.ui.figures import number_text, short_date_text

if TYPE_CHECKING:
    from endcap.goods.stock.selectors import StockCurve

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 720, 240, 56, 26, 10


@dataclass(frozen=True)
class Drawn:
    """Coordinates of a picture of WIDTH × HEIGHT."""

    past: str
    ahead: str
    mean_y: int
    safety_y: int
    today_x: int
    days: tuple[tuple[int, str], ...]  # where on the x axis, what is written there
    levels: tuple[tuple[int, str], ...]  # where on the y axis, what is written there
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    floor: int = HEIGHT - BOTTOM


def drawn(found: StockCurve) -> Drawn:
    """The drawing of a curve: days along the bottom, base units up the side."""
    past = [stand for _day, stand in found.past]
    ahead: list[tuple[int, int]] = []  # day × 100, level
    for before, day in zip(found.ahead.days, found.ahead.days[1:], strict=False):
        ahead += [
            (before.number * 100, before.opening),
            (day.number * 100, day.left),
            (day.number * 100, day.opening),
        ]
    mean, safety = found.past_mean_x100 // 100, found.ahead.safety_x100 // 100
    most = max([*past, *(level for _x, level in ahead), mean, safety, 1])
    span = (len(past) - 1 + len(found.ahead.days) - 1) * 100

    def x(at: int) -> int:
        return LEFT + (WIDTH - LEFT - 8) * at // span

    def y(level: int) -> int:
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * level // most

    now = (len(past) - 1) * 100
    return Drawn(
        past=" ".join(f"{x(n * 100)},{y(level)}" for n, level in enumerate(past)),
        ahead=" ".join(f"{x(now + at)},{y(level)}" for at, level in ahead),
        mean_y=y(mean),
        safety_y=y(safety),
        today_x=x(now),
        days=tuple(
            (x(n * 100), short_date_text(day))
            for n, (day, _stand) in enumerate(found.past)
            if n % 7 == 6 or n == 0
        )
        + tuple((x(now + n * 100), f"+{n}") for n in (7, 14) if n < len(found.ahead.days)),
        levels=tuple((y(most * part // 4), number_text(most * part // 4)) for part in range(0, 5, 2)),
    )
