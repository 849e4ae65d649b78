"""The addresses of files."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from endcap.mechanisms.evidence import selectors
from endcap.mechanisms.evidence.models import Evidence
from endcap.mechanisms.evidence.tests.conftest import NOTE
from endcap.mechanisms.evidence.tests.pictures import HTML, PDF, photo
from endcap.org.people import selectors as people

pytestmark = pytest.mark.req("CUS-15", "HOUSE")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def signed_in(person, now):
    """A browser of somebody, with that somebody as actor."""

    def make(role="rep"):
        somebody = person(role=role)
        client = Client()
        client.force_login(somebody, backend=BACKEND)
        return client, people.actor_of(somebody, now=now)

    return make


def sent(content: bytes, name: str = "门头.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


def test_a_photo_is_served_so_that_a_browser_only_looks_at_it(signed_in, note, keep):
    client, rep = signed_in()
    kept = keep(rep, note(rep))
    answer = client.get(reverse("evidence:file", args=[kept.pk]))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Content-Disposition"] == "inline; filename*=UTF-8''%E9%97%A8%E5%A4%B4.jpg"
    assert client.get(reverse("evidence:small", args=[kept.pk])).content[:3] == b"\xff\xd8\xff"


def test_a_pdf_is_downloaded_never_opened_in_the_page(signed_in, note, keep):
    client, rep = signed_in()
    kept = keep(rep, note(rep), PDF, "许可.pdf")
    answer = client.get(reverse("evidence:file", args=[kept.pk]))
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.content == PDF
    assert client.get(reverse("evidence:small", args=[kept.pk])).status_code == 404


def test_who_does_not_see_the_subject_gets_404_like_for_a_file_that_never_was(signed_in, note, keep):
    client, _rep = signed_in()
    _client, other = signed_in()
    kept = keep(other, note(other))
    assert client.get(reverse("evidence:file", args=[kept.pk])).status_code == 404
    assert client.get(reverse("evidence:file", args=[other.person_id])).status_code == 404
    assert Client().get(reverse("evidence:file", args=[kept.pk])).status_code == 302


def test_files_are_added_and_come_back_to_their_page(signed_in, note):
    client, rep = signed_in()
    subject_id = note(rep)
    address = reverse("evidence:upload", args=[NOTE, subject_id])
    answer = client.post(
        address, {"files": [sent(photo()), sent(PDF, "a.pdf")], "kind": "shop", "next": "/outlets/"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, "/outlets/")
    kept = selectors.of_subject(rep, NOTE, subject_id)
    assert [(one.file_name, one.kind) for one in kept] == [("门头.jpg", "shop"), ("a.pdf", "shop")]
    elsewhere = client.post(address, {"files": [sent(photo())], "next": "https://evil.example/"})
    assert elsewhere.headers["Location"] == "/"


def test_a_refused_file_is_named_above_the_list_and_nothing_is_kept(signed_in, note):
    client, rep = signed_in()
    subject_id = note(rep)
    answer = client.post(
        reverse("evidence:upload", args=[NOTE, subject_id]),
        {"files": [sent(photo()), sent(HTML, "坏.jpg")]},
        headers={"HX-Request": "true"},
    )
    assert "“坏.jpg”不是照片也不是 PDF" in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()
    assert Evidence.objects.unscoped("a test counts").count() == 0
    plain = client.post(
        reverse("evidence:upload", args=[NOTE, subject_id]), {"files": [sent(HTML, "坏.jpg")]}
    )
    assert plain.status_code == 422
    assert "“坏.jpg”不是照片也不是 PDF" in plain.content.decode()


def test_a_file_that_is_far_too_big_is_refused_before_it_is_read(signed_in, note):
    client, rep = signed_in()
    answer = client.post(
        reverse("evidence:upload", args=[NOTE, note(rep)]), {"files": [sent(PDF + b"\0" * (16 * 2**20))]}
    )
    assert answer.status_code == 422
    assert "最多 15 MB" in answer.content.decode()


def test_the_list_after_an_upload_shows_the_new_file(signed_in, note):
    client, rep = signed_in()
    answer = client.post(
        reverse("evidence:upload", args=[NOTE, note(rep)]),
        {"files": [sent(photo())]},
        headers={"HX-Request": "true"},
    )
    page = answer.content.decode()
    assert "门头.jpg" in page
    assert 'type="file"' in page
    assert "删除" not in page


def test_an_administrator_removes_with_a_reason(signed_in, note, keep):
    client, admin = signed_in("admin")
    kept = keep(admin, note(admin))
    address = reverse("evidence:remove", args=[kept.pk])
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "拍错了", "next": "/x/"}).headers["Location"] == "/x/"
    assert client.get(reverse("evidence:file", args=[kept.pk])).status_code == 404
