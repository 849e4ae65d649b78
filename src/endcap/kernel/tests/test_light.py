"""What a process needs in order to begin stays small: heavy parts are opened by whoever uses them."""

import subprocess
import sys

import pytest

HEAVY = ("pypinyin", "duckdb", "numpy", "pyarrow", "apprise", "zxingcpp", "rapidocr")


@pytest.mark.parametrize("what", ["import endcap.config.urls", "connect()"])
def test_no_heavy_part_is_loaded_before_it_is_used(what, tmp_path):
    code = (
        "import sys, django; django.setup(); from endcap.config.subscriptions import connect; "
        f"{what}; print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={
            "DJANGO_SETTINGS_MODULE": "endcap.config.settings",
            "ENDCAP_HOME": str(tmp_path),
            "PYTHONPATH": ":".join(sys.path),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip().splitlines()[-1] == "[]"
