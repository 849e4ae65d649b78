"""Prints, for each requirement id, the tests that cite it with ``@pytest.mark.req`` — and the ids without any.

Usage: ``python tools/trace.py [--missing] [--spec FILE]``. The list of ids comes from the specification beside the
repository when it is there; otherwise only cited ids are shown.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SPEC = ROOT.parent / "shared" / "spec" / "requirements.md"
ID = re.compile(r"^\| ((?:[A-Z]{3})-\d{2}) \|", re.M)


def cited(root: Path) -> dict[str, list[str]]:
    """Requirement id → ``file::test`` of every test that cites it, its class's and its module's marks included."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted([*root.glob("src/**/tests/test_*.py"), *root.glob("tests/**/test_*.py")]):
        tree = ast.parse(file.read_text("utf-8"))
        module = [id for node in tree.body for id in _module_marks(node)]
        _walk(tree, file.relative_to(root).as_posix(), module, found)
    return found


def _module_marks(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Assign) and any(getattr(t, "id", "") == "pytestmark" for t in node.targets):
        return [id for call in ast.walk(node.value) if isinstance(call, ast.Call) for id in _ids(call)]
    return []


def _ids(call: ast.expr) -> list[str]:
    if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("mark.req"):
        return [
            arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
    return []


def _walk(node: ast.AST, where: str, inherited: list[str], found: dict[str, list[str]]) -> None:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef | ast.FunctionDef):
            own = inherited + [id for mark in child.decorator_list for id in _ids(mark)]
            if isinstance(child, ast.ClassDef):
                _walk(child, where, own, found)
            elif child.name.startswith("test_"):
                for id in dict.fromkeys(own):
                    found[id].append(f"{where}::{child.name}")


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--missing", action="store_true", help="only the ids that no test cites")
    parser.add_argument("--spec", type=Path, default=SPEC)
    given = parser.parse_args()
    found = cited(ROOT)
    listed = ID.findall(given.spec.read_text("utf-8")) if given.spec.exists() else sorted(found)
    for id in dict.fromkeys([*listed, *sorted(found)]):
        tests = found.get(id, [])
        if given.missing and tests:
            continue
        print(f"{id}  {len(tests)} test{'' if len(tests) == 1 else 's'}")
        if not given.missing:
            for test in tests:
                print(f"    {test}")
    covered = [id for id in listed if id in found]
    print(
        f"{len(covered)} of {len(listed)} listed ids are cited by {len({t for ts in found.values() for t in ts})} tests"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
