"""What an installation may configure: typed, from the environment and ``endcap.toml``, failing loudly.

Environment wins over the file. ``ENDCAP_HOME`` (default ``.endcap`` in the working folder) holds the embedded
database, media and the secret key; ``DATABASE_URL`` chooses PostgreSQL.
"""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo


class ConfigurationError(SystemExit):
    """The configuration is wrong; says which key, where it came from and what is expected."""


@dataclass(frozen=True)
class Configuration:
    """Every setting of an installation, with its default."""

    home: Path
    database_url: str = ""
    secret_key: str = ""
    debug: bool = False
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    https: bool = False
    time_zone: str = "Asia/Shanghai"
    language: str = "zh-hans"
    currency: str = "CNY"
    threads: int = 4
    workers: int = 2
    log_level: str = "WARNING"
    email_url: str = ""
    sign_in_attempts: int = 5
    sign_in_pause_minutes: int = 15
    upload_limit_mb: int = 200
    public_url: str = ""
    webhooks_http: bool = False
    webhooks_private: bool = False
    map_tiles: str = ""
    map_style: str = ""
    map_attribution: str = ""
    map_datum: str = "wgs84"
    map_max_zoom: int = 19
    map_hosts: tuple[str, ...] = ()


_WORDS = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}


def _typed(name: str, value: Any, kind: Any, origin: str) -> Any:
    wrong = ConfigurationError(
        f"{origin}: {name} = {value!r} is not a valid {getattr(kind, '__name__', kind)}"
    )
    if kind is bool:
        if isinstance(value, bool):
            return value
        if str(value).lower() not in _WORDS:
            raise wrong
        return _WORDS[str(value).lower()]
    if kind is int:
        if isinstance(value, bool) or not str(value).strip().isdecimal():
            raise wrong
        return int(value)
    if kind == tuple[str, ...]:
        parts = value.split(",") if isinstance(value, str) else value
        if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
            raise wrong
        return tuple(part.strip() for part in parts if part.strip())
    if kind is Path:
        return Path(str(value)).expanduser().resolve()
    if not isinstance(value, str):
        raise wrong
    return value


def _secret_of(home: Path) -> str:
    """The installation's own key, made once and readable by its owner only."""
    file = home / "secret_key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(64))
    return file.read_text().strip()


def read(environment: Mapping[str, str]) -> Configuration:
    """Read and check the configuration. Raises ConfigurationError naming the key and its origin."""
    hints = get_type_hints(Configuration)
    known = {field.name for field in fields(Configuration)}
    home = _typed("home", environment.get("ENDCAP_HOME", ".endcap"), Path, "environment")
    home.mkdir(parents=True, exist_ok=True)
    values: dict[str, Any] = {"home": home}
    file = home / "endcap.toml"
    if file.exists():
        try:
            written = tomllib.loads(file.read_text("utf-8"))
        except tomllib.TOMLDecodeError as wrong:
            raise ConfigurationError(f"{file}: {wrong}") from wrong
        for name, value in written.items():
            if name not in known or name == "home":
                raise ConfigurationError(
                    f"{file}: unknown key {name}; known: {', '.join(sorted(known - {'home'}))}"
                )
            values[name] = _typed(name, value, hints[name], str(file))
    for name in known - {"home", "database_url"}:
        if (given := environment.get(f"ENDCAP_{name.upper()}")) is not None:
            values[name] = _typed(name, given, hints[name], "environment")
    for key in environment:
        if key.startswith("ENDCAP_") and key[7:].lower() not in known:
            raise ConfigurationError(f"environment: unknown key {key}")
    if "DATABASE_URL" in environment:
        values["database_url"] = environment["DATABASE_URL"]
    values.setdefault("secret_key", "")
    values["secret_key"] = values["secret_key"] or _secret_of(home)
    configuration = Configuration(**values)
    _check(configuration)
    return configuration


def _check(configuration: Configuration) -> None:
    if len(configuration.secret_key) < 32:
        raise ConfigurationError("secret_key is shorter than 32 characters")
    if not 3 <= configuration.sign_in_attempts <= 20:
        raise ConfigurationError(f"sign_in_attempts = {configuration.sign_in_attempts}: 3 to 20")
    if not 1 <= configuration.sign_in_pause_minutes <= 1440:
        raise ConfigurationError(f"sign_in_pause_minutes = {configuration.sign_in_pause_minutes}: 1 to 1440")
    if configuration.language not in ("zh-hans", "en"):
        raise ConfigurationError(f"language = {configuration.language!r}: zh-hans or en")
    try:
        ZoneInfo(configuration.time_zone)
    except Exception as wrong:
        raise ConfigurationError(f"time_zone = {configuration.time_zone!r} is not a known zone") from wrong
    _check_public_url(configuration.public_url)
    _check_map(configuration)
    database_of(configuration)


def _check_public_url(address: str) -> None:
    parts = urlsplit(address)
    if address and (
        parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment
    ):
        raise ConfigurationError(f"public_url = {address!r}: expected https://name or https://name/path")


def _check_map(configuration: Configuration) -> None:
    tiles, style = configuration.map_tiles, configuration.map_style
    if tiles and style:
        raise ConfigurationError("map_tiles and map_style: only one ground at a time")
    if tiles and not all(part in tiles for part in ("{z}", "{x}", "{y}")):
        raise ConfigurationError(f"map_tiles = {tiles!r}: expected an address with {{z}}, {{x}} and {{y}}")
    for name, address in (
        ("map_tiles", tiles),
        ("map_style", style),
        *(("map_hosts", h) for h in configuration.map_hosts),
    ):
        if (address and not address.startswith(("https://", "http://", "/"))) or any(
            c in address for c in " ;,'\""
        ):
            raise ConfigurationError(f"{name} = {address!r}: expected https://… or a path of this server")
    if (tiles or style) and not configuration.map_attribution:
        raise ConfigurationError("map_attribution: name whoever made the map, as its terms ask for")
    if configuration.map_datum not in ("wgs84", "gcj02"):
        raise ConfigurationError(f"map_datum = {configuration.map_datum!r}: wgs84 or gcj02")


def database_of(configuration: Configuration) -> dict[str, Any]:
    """Django's DATABASES entry for this installation."""
    if not configuration.database_url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(configuration.home / "endcap.sqlite3"),
            "CONN_MAX_AGE": 60,  # what a connection has read stays in its cache for the next request
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-32768;PRAGMA mmap_size=67108864;",
            },
        }
    url = urlsplit(configuration.database_url)
    if url.scheme not in ("postgres", "postgresql") or not url.path.strip("/"):
        raise ConfigurationError("DATABASE_URL: expected postgresql://user:password@host:port/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path[1:]),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or "") or dict(parse_qsl(url.query)).get("host", ""),
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def from_environment() -> Configuration:
    """The configuration of this process."""
    return read(os.environ)
