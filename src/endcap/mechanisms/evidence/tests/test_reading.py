"""What a file is, told by its bytes; what of it is served."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from endcap.mechanisms.evidence import errors, reading
from endcap.mechanisms.evidence.tests import pictures

pytestmark = pytest.mark.req("CUS-15", "HOUSE")


@pytest.mark.parametrize(
    ("content", "name", "media_type", "kept_as"),
    [
        (pictures.photo(), "执照.exe", "image/jpeg", "执照.jpg"),
        (pictures.photo(kind="PNG"), "执照.jpg", "image/png", "执照.png"),
        (pictures.photo(kind="WEBP"), "a.svg", "image/webp", "a.webp"),
        (pictures.PDF, "开户许可.html", "application/pdf", "开户许可.pdf"),
    ],
)
def test_the_bytes_tell_what_it_is_whatever_the_name_says(content, name, media_type, kept_as):
    read = reading.read(content, name)
    assert (read.media_type, read.file_name) == (media_type, kept_as)


@pytest.mark.parametrize(
    ("content", "refused", "sentence"),
    [
        (b"", errors.EmptyFile, "“执照.jpg”是空的。重新选一个文件。"),
        (pictures.HEIC, errors.HeicRefused, "“执照.jpg”是 HEIC 格式"),
        (pictures.SVG, errors.KindRefused, "“执照.jpg”不是照片也不是 PDF"),
        (pictures.HTML, errors.KindRefused, "不是照片也不是 PDF"),
        (pictures.EXE, errors.KindRefused, "不是照片也不是 PDF"),
        (pictures.ELF, errors.KindRefused, "不是照片也不是 PDF"),
        (pictures.ZIP, errors.KindRefused, "不是照片也不是 PDF"),
        (b"GIF89a" + b"\0" * 40, errors.KindRefused, "不是照片也不是 PDF"),
        (pictures.photo(400, 400)[:300], errors.PhotoUnreadable, "“执照.jpg”打不开"),
        (b"\xff\xd8\xff" + pictures.HTML, errors.PhotoUnreadable, "“执照.jpg”打不开"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, errors.PhotoUnreadable, "“执照.jpg”打不开"),
        (pictures.bomb(), errors.PhotoTooLarge, "最多 6,000 万"),
        (pictures.bomb(9_000, 9_000), errors.PhotoTooLarge, "有 8,100 万像素，最多 6,000 万"),
        (pictures.PDF + b"\0" * (15 * 2**20), errors.FileTooBig, "有 15.0 MB，最多 15 MB"),
    ],
)
def test_what_lies_or_harms_is_refused_with_a_sentence(content, refused, sentence):
    with pytest.raises(refused) as said:
        reading.read(content, "执照.jpg")
    assert sentence in said.value.message


@given(st.binary(max_size=200), st.text(max_size=60))
def test_no_bytes_whatever_break_the_reader(content, name):
    try:
        media_type = reading.read(content, name).media_type
    except errors.FileRefused as refusal:
        media_type = refusal.code
    # nothing so short and random is a picture
    assert media_type in {"application/pdf", "file_empty", "file_kind_refused", "photo_unreadable"}


@given(st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP"]), st.binary(max_size=300))
def test_broken_pictures_are_refused_never_served(start, rest):
    with pytest.raises(errors.FileRefused):
        reading.read(start + rest, "a.jpg")


def test_the_place_and_the_camera_are_not_served():
    taken = pictures.photo_with_place()
    assert Image.open(io.BytesIO(taken)).getexif().get_ifd(0x8825)[2] == (31.0, 14.0, 5.0)

    read = reading.read(taken, "门头.jpg")

    for served in (read.served, read.small):
        opened = Image.open(io.BytesIO(served))
        assert (opened.format, dict(opened.getexif()), opened.info.get("exif")) == ("JPEG", {}, None)
        assert b"Phone" not in served


def test_a_photo_taken_sideways_is_served_upright():
    read = reading.read(pictures.photo_with_place(turned=True, width=90, height=40), "门头.jpg")
    assert (read.width, read.height) == (40, 90)
    assert Image.open(io.BytesIO(read.served)).size == (40, 90)


def test_a_big_photo_is_served_within_2048_points_and_previewed_within_320():
    read = reading.read(pictures.photo(4000, 1000), "门头.jpg")
    assert (read.width, read.height) == (2048, 512)
    assert Image.open(io.BytesIO(read.small)).size == (320, 80)


def test_what_is_transparent_becomes_white():
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    served = Image.open(io.BytesIO(reading.read(out.getvalue(), "章.png").served))
    assert served.getpixel((5, 5)) == (255, 255, 255)


def test_a_pdf_is_served_as_it_came():
    read = reading.read(pictures.PDF, "许可证.pdf")
    assert (read.served, read.small, read.width) == (pictures.PDF, None, None)


@pytest.mark.parametrize(
    ("given", "kept_as"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\a\\执照.JPG", "执照.jpg"),
        ("执照\u202egpj.exe", "执照gpj.jpg"),
        ("a\r\nSet-Cookie: x.jpg", "aSet-Cookie_ x.jpg"),
        ('a";x=".jpg', "a_x=_.jpg"),
        ("...", "file.jpg"),
        ("", "file.jpg"),
        ("字" * 300 + ".png", "字" * 100 + ".jpg"),
    ],
)
def test_names_are_cleaned(given, kept_as):
    assert reading.clean_name(given, "image/jpeg") == kept_as


@given(st.text(max_size=300))
def test_a_cleaned_name_is_short_and_harmless(given):
    name = reading.clean_name(given, "image/png")
    assert name.endswith(".png")
    assert len(name) <= 105
    assert not set(name) & set('/\\<>:"|?*%;\r\n\0')
