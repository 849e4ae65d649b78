"""Other systems on this machine, good and bad: real servers on real sockets, each with its own manner."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread


@dataclass
class Received:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """A running server and what it has got."""

    port: int
    got: list[Received] = field(default_factory=list)
    over: Event = field(default_factory=Event)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/hook"


Manner = Callable[[socket.socket, Receiver], None]


def _request(line: socket.socket) -> Received:
    raw = b""
    while b"\r\n\r\n" not in raw:
        chunk = line.recv(65536)
        if not chunk:
            break
        raw += chunk
    head, _blank, body = raw.partition(b"\r\n\r\n")
    first, *rest = head.decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _colon, value in (each.partition(":") for each in rest)}
    while len(body) < int(headers.get("content-length", "0")):
        body += line.recv(65536)
    return Received(first.split(" ")[1], headers, body)


def answering(status: str, body: bytes = b"ok", *headers: str) -> Manner:
    """Takes the request and answers a status."""

    def talk(line: socket.socket, receiver: Receiver) -> None:
        receiver.got.append(_request(line))
        head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers])
        line.sendall(head.encode() + b"\r\n\r\n" + body)

    return talk


def silent(line: socket.socket, receiver: Receiver) -> None:
    """Takes the request and says nothing."""
    receiver.got.append(_request(line))
    receiver.over.wait(20)


def dripping(line: socket.socket, receiver: Receiver) -> None:
    """Answers a byte at a time, so that no single wait is long."""
    _request(line)
    for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Long: " + b"x" * 2000:
        if receiver.over.wait(0.1):
            return
        line.sendall(bytes([byte]))


def endless(line: socket.socket, receiver: Receiver) -> None:
    """Answers and never stops."""
    _request(line)
    line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while not receiver.over.is_set():
        line.sendall(b"y" * 65536)


def closing(line: socket.socket, receiver: Receiver) -> None:
    """Takes the request and hangs up."""
    receiver.got.append(_request(line))


def lying_about_length(line: socket.socket, receiver: Receiver) -> None:
    """Promises more than it sends, then hangs up."""
    _request(line)
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nshort")


def nonsense(line: socket.socket, receiver: Receiver) -> None:
    """Speaks another language."""
    _request(line)
    line.sendall(b"220 mail.example ESMTP\r\n")


def deaf(line: socket.socket, receiver: Receiver) -> None:
    """Accepts and reads nothing."""
    receiver.over.wait(20)


@contextmanager
def running(manner: Manner) -> Iterator[Receiver]:
    """A server of this manner, for as long as the block lasts."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.1)
    receiver = Receiver(listening.getsockname()[1])

    def serve_one(line: socket.socket) -> None:
        with suppress(OSError), line:
            manner(line, receiver)
            with suppress(OSError):
                line.shutdown(socket.SHUT_WR)
            time.sleep(0.02)

    def serve() -> None:
        while not receiver.over.is_set():
            with suppress(TimeoutError):
                line, _address = listening.accept()
                Thread(target=serve_one, args=(line,), daemon=True).start()

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.over.set()
        thread.join(2)
        listening.close()
