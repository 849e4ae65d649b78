"""One request to another system that is good, slow, lying, or not where it says."""

from __future__ import annotations

import socket
import ssl
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endcap.kernel import clock
from endcap.kernel.webhooks import addresses, sender, signing
from endcap.kernel.webhooks.addresses import BadAddress
from endcap.kernel.webhooks.sender import Rules
from endcap.kernel.webhooks.tests import receivers

pytestmark = pytest.mark.req("SEC-04", "HOUSE")
HERE = Rules(http_allowed=True, private_allowed=True, deadline_s=1.0)


def post(manner, rules=HERE, body=b'{"a":1}'):
    with receivers.running(manner) as receiver:
        began = time.monotonic()
        answer = sender.send(receiver.url, body=body, headers={"X-Test": "1"}, rules=rules)
        return answer, receiver, time.monotonic() - began


def test_a_good_receiver_gets_the_body_and_the_headers():
    answer, receiver, _took = post(receivers.answering("204 No Content", b""))
    assert (answer.status, answer.problem, answer.is_success) == (204, "", True)
    [got] = receiver.got
    assert (got.path, got.body, got.headers["x-test"]) == ("/hook", b'{"a":1}', "1")
    assert got.headers["host"] == f"127.0.0.1:{receiver.port}"


@pytest.mark.parametrize(
    "status", ["400 Bad Request", "410 Gone", "500 Internal Server Error", "101 Switching"]
)
def test_another_status_is_no_success(status):
    answer, _receiver, _took = post(receivers.answering(status))
    assert (answer.status, answer.is_success) == (int(status[:3]), False)


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"]
)
def test_a_redirect_is_not_followed(status):
    with receivers.running(receivers.answering("200 OK")) as elsewhere:
        answer, _receiver, _took = post(receivers.answering(status, b"", f"Location: {elsewhere.url}"))
        assert elsewhere.got == []
    assert (answer.problem, answer.is_success) == ("redirect", False)


@pytest.mark.parametrize(
    "manner", [receivers.silent, receivers.dripping, receivers.deaf], ids=lambda manner: manner.__name__
)
def test_whoever_is_slow_is_cut_off_at_the_deadline(manner):
    answer, _receiver, took = post(manner, body=b"x" * 4_000_000 if manner is receivers.deaf else b"{}")
    assert answer.problem == "timeout"
    assert 0.8 < took < 2.5


def test_an_endless_answer_is_cut_at_64_kib():
    answer, _receiver, took = post(receivers.endless)
    assert (answer.status, len(answer.body), answer.problem) == (200, 64 * 1024, "")
    assert took < 2.5


@pytest.mark.parametrize(
    ("manner", "problem"),
    [
        (receivers.closing, "no_answer"),
        (receivers.lying_about_length, "no_answer"),
        (receivers.nonsense, "not_http"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_whoever_hangs_up_lies_or_speaks_another_language_has_not_taken_it(manner, problem):
    answer, _receiver, _took = post(manner)
    assert (answer.is_success, answer.problem) == (False, problem)


def test_nobody_there_and_no_such_name():
    free = socket.create_server(("127.0.0.1", 0))
    port = free.getsockname()[1]
    free.close()
    assert sender.send(f"http://127.0.0.1:{port}/", body=b"", headers={}, rules=HERE).problem == "no_answer"
    answer = sender.send("https://no-such-name.invalid/", body=b"", headers={}, rules=HERE)
    assert answer.problem in ("unknown_host", "timeout")


def test_a_slow_name_server_costs_no_more_than_the_deadline(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args: time.sleep(3))
    began = time.monotonic()
    answer = sender.send("https://slow.example/", body=b"", headers={}, rules=HERE)
    assert answer.problem == "timeout"
    assert time.monotonic() - began < 2


def test_a_name_that_leads_inside_is_refused_when_connecting(monkeypatch):
    """A public name may point to a private address, today or only at the second look."""
    with receivers.running(receivers.answering("200 OK")) as receiver:
        place = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", receiver.port))
        good = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("203.0.114.7", receiver.port))
        for found in ([place], [good, place]):
            monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, found=found: found)
            rules = Rules(http_allowed=True, private_allowed=False, deadline_s=1.0)
            answer = sender.send(f"http://erp.example:{receiver.port}/", body=b"", headers={}, rules=rules)
            assert (answer.problem, answer.status) == ("private", None)
        assert receiver.got == []


def test_a_certificate_that_nobody_trusts_is_refused(tmp_path):
    key, certificate = _self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def tls(line, receiver):
        with context.wrap_socket(line, server_side=True) as secure:
            receivers.answering("200 OK")(secure, receiver)

    with receivers.running(tls) as receiver:
        url = f"https://localhost:{receiver.port}/"
        answer = sender.send(url, body=b"", headers={}, rules=HERE)
        assert (answer.problem, receiver.got) == ("certificate", [])


def test_tls_that_never_shakes_hands_is_cut_off():
    with receivers.running(receivers.deaf) as receiver:
        began = time.monotonic()
        answer = sender.send(f"https://localhost:{receiver.port}/", body=b"", headers={}, rules=HERE)
        assert (answer.problem, time.monotonic() - began < 2.5) == ("timeout", True)


def _self_signed(folder):
    from datetime import timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = clock.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return folder / "key.pem", folder / "cert.pem"


PRIVATE = [
    "127.0.0.1",
    "10.0.0.1",
    "172.16.5.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.1.2.3",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001:0:1::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_of_the_house_are_none_of_the_open_network(address):
    assert addresses.is_public(address) is False


@pytest.mark.parametrize("address", ["8.8.8.8", "114.114.114.114", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_of_the_open_network(address):
    assert addresses.is_public(address) is True


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://erp.example.com/", "not_https"),
        ("ftp://erp.example.com/", "unreadable"),
        ("https:///hook", "unreadable"),
        ("erp.example.com", "unreadable"),
        ("https://user:pw@erp.example.com/", "has_login"),
        ("https://erp.example.com/#x", "unreadable"),
        ("https://erp.example.com:99999/", "unreadable"),
        ("https://erp.example.com/\r\nX: y", "unreadable"),
        ("https://erp.example.com\\@127.0.0.1/", "unreadable"),
        ("https://[::1]/", "private"),
        ("https://[fe80::1%25eth0]/", "private"),
        ("https://127.0.0.1/", "private"),
        ("https://127.1/", "private"),
        ("https://2130706433/", "private"),
        ("https://0x7f.1/", "private"),
        ("https://localhost/", "private"),
        ("https://localhost./", "private"),
        ("https://printer.local/", "private"),
        ("https://erp/", "private"),
        ("https://169.254.169.254/latest/meta-data", "private"),
        ("https://例.example/", "unreadable"),
        ("https://" + "a" * 500 + ".example/", "unreadable"),
    ],
)
def test_an_address_is_refused_where_it_is_typed(url, code):
    with pytest.raises(BadAddress) as refused:
        addresses.target_of(url, http_allowed=False, private_allowed=False)
    assert refused.value.code == code


def test_a_good_address_in_its_parts():
    target = addresses.target_of("https://erp.example.com/a?b=c", http_allowed=False, private_allowed=False)
    assert (target.is_tls, target.host, target.port, target.path) == (True, "erp.example.com", 443, "/a?b=c")
    assert target.host_header == "erp.example.com"


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_an_address(text):
    for url in (text, f"https://{text}/", f"https://erp.example.com/{text}"):
        try:
            addresses.target_of(url, http_allowed=False, private_allowed=False)
        except BadAddress:
            continue


@given(body=st.binary(max_size=200), timestamp=st.integers(0, 2**40), secret=st.text(min_size=1, max_size=50))
def test_a_signature_fits_its_body_and_moment_only(body, timestamp, secret):
    given_ = signing.signature(secret, timestamp=timestamp, body=body)
    assert signing.is_genuine(secret, given=given_, timestamp=timestamp, body=body, now=timestamp + 300)
    assert not signing.is_genuine(secret, given=given_, timestamp=timestamp, body=body, now=timestamp + 301)
    assert not signing.is_genuine(secret, given=given_, timestamp=timestamp, body=body + b"x", now=timestamp)
    assert not signing.is_genuine(secret, given=given_, timestamp=timestamp + 1, body=body, now=timestamp)
    assert not signing.is_genuine(secret + "x", given=given_, timestamp=timestamp, body=body, now=timestamp)


def test_the_scheme_is_pinned():
    """A receiver written years ago must still agree."""
    signed = signing.signature("whsec_test", timestamp=1784182800, body=b'{"id":"1"}')
    assert signed == "v1=63fa17f8de9e3fbf9db87ca7b442a2186cde83a3fd779ac651c04bc6c7c374bc"
