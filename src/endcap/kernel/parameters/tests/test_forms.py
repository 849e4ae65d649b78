"""What people type, and what becomes of it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endcap.kernel.errors import InvalidInput
from endcap.kernel.parameters.definitions import BY_CODE, P
from endcap.kernel.parameters.forms import ParameterForm, raw_from_text, text_of

DAY = date(2026, 7, 16)


def form_for(parameter, typed: dict[str, object]) -> ParameterForm:
    form = ParameterForm(typed, parameter=parameter, value=parameter.default, on=DAY, units=[])
    assert form.is_valid()
    return form


@pytest.mark.req("HOUSE")
@pytest.mark.parametrize(
    ("parameter", "typed", "raw"),
    [
        (P.ADVANCE_CAP, "3000", 300_000),
        (P.ADVANCE_CAP, "2,999.50 元", 299_950),
        (P.ADVANCE_CAP, "３０００", 300_000),
        (P.ADVANCE_CAP, "3000.005", "3000.005"),
        (P.VIP_SHARE, "12.5%", 1250),
        (P.VIP_SHARE, "20％", 2000),
        (P.SPOT_CHECKS, "3.0", 3),
        (P.SPOT_CHECKS, "three", "three"),
        (P.SPOT_CHECKS, "", ""),
        (P.SPOT_CHECKS, "Infinity", "Infinity"),
        (P.SHIP_BEFORE_PAYMENT, "yes", True),
    ],
)
def test_numbers_are_read_as_people_type_them(parameter, typed: str, raw: object) -> None:
    assert raw_from_text(parameter.parts[0], typed) == raw


@pytest.mark.req("HOUSE")
@pytest.mark.parametrize("typed", ["1, 2, 4, 8", "1，2，4，8", "1、2、4、8", "1 2 4 8"])
def test_several_numbers_may_be_parted_as_one_likes(typed: str) -> None:
    assert raw_from_text(P.DENSE_THEN_SPARSE.parts[0], typed) == [1, 2, 4, 8]


@pytest.mark.req("HOUSE")
@pytest.mark.parametrize("parameter", BY_CODE.values(), ids=str)
def test_a_form_sent_back_untouched_gives_the_same_value(parameter) -> None:
    shown = {
        f"part_{part.key}": text_of(
            part, parameter.default if parameter.is_simple else getattr(parameter.default, part.key)
        )
        for part in parameter.parts
    }
    assert parameter.read(form_for(parameter, shown).raw) == parameter.default


@pytest.mark.req("HOUSE")
@given(st.integers(0, 10**12))
def test_money_typed_and_shown_is_the_same_to_the_fen(fen: int) -> None:
    part = P.ADVANCE_CAP.parts[0]
    assert raw_from_text(part, text_of(part, fen)) == fen


@pytest.mark.req("HOUSE")
def test_the_services_sentences_stand_beside_the_inputs() -> None:
    form = form_for(P.ON_SITE, {"part_radius_m": "far", "valid_from": "16 July", "reason": ""})
    assert form.chosen_day is None
    with pytest.raises(InvalidInput) as refused:
        P.ON_SITE.read(form.raw)

    form.show(refused.value)

    assert form.errors["part_radius_m"] == ["填整数。"]
    assert set(form.errors) == {"part_radius_m", "part_photo_age_min", "part_dwell_min"}
