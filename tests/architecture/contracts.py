"""import-linter's contracts, run on any copy of the tree."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path


def names(project: Path) -> list[str]:
    """The contracts that the project declares."""
    written = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))
    return [contract["name"] for contract in written["tool"]["importlinter"]["contracts"]]


def copy_of(project: Path, target: Path) -> Path:
    """The sources and contracts of a project, to plant something in."""
    shutil.copytree(
        project / "src" / "endcap",
        target / "src" / "endcap",
        ignore=shutil.ignore_patterns("__pycache__", "static", "locale", "templates"),
    )
    for other in (project / "src").glob("endcap_*"):
        if other.is_dir() and not other.name.endswith("egg-info"):
            shutil.copytree(other, target / "src" / other.name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(project / "pyproject.toml", target / "pyproject.toml")
    return target


def verdicts(project: Path) -> dict[str, bool]:
    """Which contracts hold."""
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())",
            "--no-cache",
        ],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project / "src"), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    found = dict(re.findall(r"^(.+?) (KEPT|BROKEN)(?: \(.*\))?$", ran.stdout, flags=re.MULTILINE))
    if not found:
        raise RuntimeError(ran.stdout + ran.stderr)
    return {name: said == "KEPT" for name, said in found.items()}
