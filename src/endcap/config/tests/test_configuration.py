"""The configuration is typed and fails loudly."""

import pytest

from endcap.config.configuration import ConfigurationError, database_of, read

pytestmark = pytest.mark.req("HOUSE")


def _read(tmp_path, toml: str = "", **environment: str):
    (tmp_path / "endcap.toml").write_text(toml, "utf-8")
    return read({"ENDCAP_HOME": str(tmp_path), **environment})


def test_an_empty_home_gives_defaults_and_a_private_key(tmp_path):
    found = _read(tmp_path)
    assert (found.time_zone, found.language, found.debug) == ("Asia/Shanghai", "zh-hans", False)
    assert len(found.secret_key) >= 64
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert _read(tmp_path).secret_key == found.secret_key


def test_the_environment_wins_over_the_file(tmp_path):
    found = _read(tmp_path, 'threads = 8\nhosts = ["a.example"]', ENDCAP_THREADS="2")
    assert (found.threads, found.hosts) == (2, ("a.example",))


@pytest.mark.parametrize(
    ("toml", "environment", "named"),
    [
        ("treads = 8", {}, "unknown key treads"),
        ("threads = true", {}, "threads"),
        ('debug = "maybe"', {}, "debug"),
        ("", {"ENDCAP_THREADS": "many"}, "threads"),
        ("", {"ENDCAP_COLOUR": "red"}, "ENDCAP_COLOUR"),
        ('language = "fr"', {}, "zh-hans or en"),
        ("sign_in_attempts = 0", {}, "sign_in_attempts"),
        ("", {"ENDCAP_SIGN_IN_PAUSE_MINUTES": "0"}, "sign_in_pause_minutes"),
        ('time_zone = "Mars/Olympus"', {}, "Mars/Olympus"),
        ("threads = ", {}, "endcap.toml"),
        ('secret_key = "short"', {}, "secret_key"),
        ("", {"DATABASE_URL": "mysql://x/y"}, "postgresql://"),
        ("", {"DATABASE_URL": "postgresql://host"}, "postgresql://"),
    ],
)
def test_a_wrong_configuration_says_what_is_wrong(tmp_path, toml, environment, named):
    with pytest.raises(ConfigurationError) as refused:
        _read(tmp_path, toml, **environment)
    assert named in str(refused.value)


def test_a_database_address_is_understood(tmp_path):
    found = database_of(_read(tmp_path, DATABASE_URL="postgresql://u:p%40ss@db:5433/shop"))
    assert [found[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "u",
        "p@ss",
        "db",
        "5433",
        "shop",
    ]


def test_without_an_address_the_database_is_embedded_and_safe(tmp_path):
    options = database_of(_read(tmp_path))["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in options["init_command"]
    assert "journal_mode=WAL" in options["init_command"]
