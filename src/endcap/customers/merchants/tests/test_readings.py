"""Photos of licences, read by a machine away from the request."""

from __future__ import annotations

from datetime import date

import pytest

from endcap.customers.merchants import ocr, selectors, services
from endcap.customers.merchants.drafts import LICENCE_PHOTO, SUBJECT
from endcap.customers.merchants.licence import parse
from endcap.customers.merchants.models import Reading
from endcap.customers.merchants.tests.conftest import LICENCE, fresh, sent
from endcap.customers.merchants.tests.licences import CODE, page, photo_of_a_cat, photo_of_licence
from endcap.mechanisms.evidence import reading as files
from endcap.mechanisms.evidence import selectors as evidence

pytestmark = pytest.mark.req("CUS-15")


@pytest.fixture
def photographed(team, begun):
    """A merchant with a photo that waits to be read: ``photographed(content)`` answers it with the reading."""

    def make(content=None):
        merchant = begun()
        services.add_photos(team.rep, merchant_id=merchant.pk, kind=LICENCE_PHOTO, files=[sent(content)])
        return merchant, Reading.objects.unscoped("a test looks").get(merchant=merchant)

    return make


def test_a_drawn_licence_at_a_slant_is_really_read():
    served = files.read(photo_of_licence(), "执照.jpg").served
    found = parse(ocr.read_lines(served))
    assert found.number == CODE
    assert found.legal_person == "柳青禾"
    assert (found.valid_from, found.valid_to) == (date(2016, 3, 8), date(2036, 3, 7))
    assert found.name.replace("（", "(").replace("）", ")") == "青禾百货(东渡)有限公司"
    assert found.address == "东渡市河埠区青石路18号102室"


def test_a_cat_is_no_licence_the_photo_stays_and_nothing_is_lost(team, photographed):
    merchant, reading = photographed(photo_of_a_cat())
    services.save_licence(team.rep, merchant_id=merchant.pk, draft=LICENCE)

    read = services.read_photo(reading.pk)

    assert (read.state, read.fields) == ("no_licence", {})
    assert len(evidence.of_subject(team.rep, SUBJECT, merchant.pk)) == 1
    assert fresh(merchant).legal_person == "柳青禾"


def test_what_was_read_is_proposed_and_never_written_by_itself(team, photographed, monkeypatch):
    merchant, reading = photographed()
    monkeypatch.setattr(ocr, "read_lines", lambda _photo: page((("名称", "青禾百货"), ("经营者", "罗小满"))))
    services.read_photo(reading.pk)
    assert fresh(merchant).legal_person == ""
    found = selectors.licence_read(selectors.latest_reading(team.rep, merchant.pk))
    assert (found.name, found.legal_person, found.valid_to) == ("青禾百货", "罗小满", None)


def test_without_the_extra_it_says_so_and_goes_on_by_hand(photographed, monkeypatch):
    _merchant, reading = photographed()

    def missing(_photo):
        raise ocr.OcrMissing

    monkeypatch.setattr(ocr, "read_lines", missing)
    assert services.read_photo(reading.pk).state == "unavailable"


def test_a_reader_that_breaks_is_noted_and_hurts_nothing(photographed, monkeypatch):
    _merchant, reading = photographed()
    monkeypatch.setattr(ocr, "read_lines", lambda _photo: 1 / 0)
    assert services.read_photo(reading.pk).state == "failed"


def test_reading_twice_reads_once(photographed, monkeypatch):
    _merchant, reading = photographed()
    monkeypatch.setattr(ocr, "read_lines", lambda _photo: [])
    assert services.read_photo(reading.pk).state == "no_licence"
    assert services.read_photo(reading.pk) is None


def test_a_missing_engine_is_told_apart_from_a_broken_one(monkeypatch):
    import builtins

    ocr._engine.cache_clear()
    as_it_is = builtins.__import__

    def without(name, *given, **more):
        if name == "rapidocr":
            raise ImportError(name)
        return as_it_is(name, *given, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ocr.OcrMissing):
        ocr.read_lines(photo_of_a_cat())
    ocr._engine.cache_clear()
