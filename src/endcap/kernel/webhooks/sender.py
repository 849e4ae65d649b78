"""One signed request to another system: within five seconds altogether, to a checked address, no redirects, no more
than 64 KiB of answer. Nothing here knows the database."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer

from endcap.kernel.webhooks.addresses import BadAddress, Target, is_public, target_of

DEADLINE_S = 5.0
MOST_ANSWER = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """What came back: a status, or a problem in one word, and how long it took."""

    status: int | None
    body: bytes
    duration_ms: int
    problem: str = ""

    @property
    def is_success(self) -> bool:
        """Whether the other side has taken the notice."""
        return not self.problem and self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True)
class Rules:
    """What this installation allows."""

    http_allowed: bool = False
    private_allowed: bool = False
    deadline_s: float = DEADLINE_S


DEFAULT = Rules()
_resolvers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="webhook-dns")


def _addresses(target: Target, within_s: float) -> list[tuple[socket.AddressFamily, str]]:
    """The addresses behind a name; looking them up has its share of the deadline like everything else."""
    asked = _resolvers.submit(socket.getaddrinfo, target.host, target.port, 0, socket.SOCK_STREAM)
    return [(family, str(place[0])) for family, _kind, _proto, _name, place in asked.result(timeout=within_s)]


def _connect(target: Target, rules: Rules, ends_at: float) -> socket.socket:
    """A connection to an address that was judged, not to a name that could mean another address a moment later."""
    found = _addresses(target, max(0.1, ends_at - time.monotonic()))
    if not rules.private_allowed and not all(is_public(address) for _family, address in found):
        raise BadAddress("private")
    wrong: OSError = OSError("no address")
    for family, address in found[:4]:
        made = socket.socket(family, socket.SOCK_STREAM)
        try:
            made.settimeout(max(0.1, ends_at - time.monotonic()))
            made.connect((address, target.port))
        except OSError as failed:
            made.close()
            wrong = failed
            continue
        return made
    raise wrong


@dataclass
class _Line:
    """The connection as it is now; whoever holds the deadline can cut it at any moment."""

    end: socket.socket

    def cut(self) -> None:
        """End whatever is being waited for. An SSL socket is cut below its encryption."""
        with suppress(OSError):
            socket.socket.shutdown(self.end, socket.SHUT_RDWR)

    def encrypt(self, host: str) -> None:
        """Begin TLS, with the certificate checked against the name."""
        self.end = ssl.create_default_context().wrap_socket(
            self.end, server_hostname=host, do_handshake_on_connect=False
        )
        self.end.do_handshake()


def _exchange(line: _Line, target: Target, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
    client = http.client.HTTPConnection(target.host, target.port)
    client.sock = line.end
    client.putrequest("POST", target.path, skip_host=True, skip_accept_encoding=True)
    sent = {"Host": target.host_header, "Content-Length": str(len(body)), "Connection": "close", **headers}
    for name, value in sent.items():
        client.putheader(name, value)
    client.endheaders(body)
    answer = client.getresponse()
    promised = min(answer.length if answer.length is not None else 0, MOST_ANSWER)
    said = answer.read(MOST_ANSWER)
    if len(said) < promised:
        raise http.client.IncompleteRead(said, promised - len(said))
    return answer.status, said


def send(url: str, *, body: bytes, headers: Mapping[str, str], rules: Rules = DEFAULT) -> Answer:
    """Post a body; whatever the other side does, this returns within the deadline and never raises for it."""
    began = time.monotonic()
    ends_at = began + rules.deadline_s
    status, said, problem = None, b"", ""
    try:
        target = target_of(url, http_allowed=rules.http_allowed, private_allowed=rules.private_allowed)
        status, said = _talk(target, body, headers, rules, ends_at)
    except BadAddress as wrong:
        problem = wrong.code
    except (TimeoutError, TookTooLong):
        problem = "timeout"
    except ssl.SSLCertVerificationError:
        problem = "certificate"
    except socket.gaierror:
        problem = "unknown_host"
    except (ConnectionError, http.client.IncompleteRead):
        problem = "no_answer"
    except (http.client.HTTPException, ValueError):
        problem = "not_http"
    except OSError:
        problem = "no_answer"
    took = time.monotonic() - began
    if problem in ("no_answer", "not_http") and took >= rules.deadline_s * 0.98:
        problem = "timeout"  # the line was cut by us
    if status is not None and 300 <= status < 400:
        problem = "redirect"
    return Answer(status, said, int(took * 1000), problem)


def _talk(
    target: Target, body: bytes, headers: Mapping[str, str], rules: Rules, ends_at: float
) -> tuple[int, bytes]:
    line = _Line(_connect(target, rules, ends_at))
    # a side that drips one byte a second never lets a socket's own limit pass: the line is cut at the deadline
    deadline = Timer(max(0.1, ends_at - time.monotonic()), line.cut)
    deadline.daemon = True
    deadline.start()
    try:
        if target.is_tls:
            line.encrypt(target.host)
        return _exchange(line, target, body, headers)
    finally:
        deadline.cancel()
        line.end.close()
