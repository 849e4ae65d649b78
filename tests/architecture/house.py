"""The rules of the house that import-linter can't see. Each takes the root of a source tree and names its
offences."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

DOORS = frozenset({"urls", "views", "api", "admin", "forms", "jobs", "schemas"})
THIN = frozenset({"views", "api", "jobs", "forms"})
WRITES = frozenset(
    {
        "create",
        "bulk_create",
        "bulk_update",
        "update",
        "delete",
        "get_or_create",
        "update_or_create",
        "save",
        "set",
        "add",
    }
)
LONGEST = 800
NAMELESS = frozenset(
    {"utils", "util", "helpers", "helper", "misc", "common", "data", "info", "tools", "stuff"}
)
UNFINISHED = ("TO" + "DO", "FIX" + "ME", "X" + "XX", "raise NotImplemented" + "Error")
TEXTS = frozenset({".py", ".html", ".js", ".css", ".toml", ".sh", ".md", ".po", ".txt"})


@dataclass(frozen=True)
class Module:
    """One Python file of the tree."""

    root: Path
    path: Path

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Its dotted path below the package: wing, area, layer, …"""
        return self.path.relative_to(self.root).with_suffix("").parts

    @property
    def area(self) -> tuple[str, str]:
        """Wing and area; files that lie in a wing itself have an area without name."""
        return (self.parts[0], self.parts[1] if len(self.parts) > 2 else "")

    @property
    def layer(self) -> str:
        """The third step of the path: views, services, models, …"""
        return self.parts[2] if len(self.parts) > 2 else ""

    @property
    def is_test(self) -> bool:
        """Whether it only shows that others work."""
        return "tests" in self.parts or self.parts[-1] == "conftest"

    @property
    def is_migration(self) -> bool:
        """Whether Django wrote it."""
        return "migrations" in self.parts

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax."""
        return ast.parse(self.path.read_text("utf-8"))

    def at(self, node: ast.AST, sentence: str) -> str:
        """An offence with its place."""
        return f"{self.path.relative_to(self.root)}:{getattr(node, 'lineno', 0)} {sentence}"


def modules(root: Path) -> list[Module]:
    """Every Python file of a tree whose root is the package ``endcap``, without vendored and generated
    ones."""
    found = (Module(root, path) for path in sorted(root.rglob("*.py")))
    return [module for module in found if not module.is_migration]


def imported(module: Module) -> Iterator[tuple[ast.AST, str, str, str]]:
    """Each import of our own: the node, the dotted name (without ``endcap.``), the imported name, its
    name here."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("endcap."):
            for alias in node.names:
                yield node, str(node.module)[7:], alias.name, alias.asname or alias.name
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("endcap."):
                    yield node, alias.name[7:], "", alias.asname or alias.name


def foreign_doors(root: Path) -> list[str]:
    """Doors are private to their area: nobody else imports its pages, API, forms, addresses, jobs or
    schemas."""
    found = []
    for module in modules(root):
        if module.is_test or module.parts[0] == "config":
            continue
        for node, dotted, name, _here in imported(module):
            steps = (*dotted.split("."), name)
            if len(steps) > 2 and steps[2] in DOORS and steps[:2] != module.area:
                found.append(module.at(node, f"opens the door {'.'.join(steps[:3])} of another area"))
    return found


def _root_of(node: ast.AST) -> tuple[str, list[str]]:
    """The name at the start of a chain such as ``a.b(...).c`` and the attributes after it."""
    steps: list[str] = []
    while True:
        if isinstance(node, ast.Attribute):
            steps.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        else:
            return (node.id if isinstance(node, ast.Name) else ""), steps[::-1]


def _foreign_models(module: Module) -> tuple[set[str], set[str]]:
    """Names here that are models of another area, and names that are its models module."""
    models, containers = set(), set()
    for _node, dotted, name, here in imported(module):
        steps = (*dotted.split("."), name)
        if len(steps) < 3 or steps[2] != "models" or steps[:2] == module.area:
            continue
        (containers if name in ("models", "") else models).add(here)
    return models, containers


def foreign_writes(root: Path) -> list[str]:
    """An area writes its own tables only: rows of others change through the services of their area."""
    found = []
    for module in modules(root):
        if module.is_test or module.parts[0] == "config" or module.layer == "models":
            continue
        models, containers = _foreign_models(module)
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Call):
                continue
            start, steps = _root_of(node.func)
            if start in containers and steps:
                start, steps = steps[0], steps[1:]
            elif start not in models:
                continue
            if not steps and start[:1].isupper():
                found.append(module.at(node, f"makes a row of {start}, which belongs to another area"))
            elif steps and steps[0] == "objects" and steps[-1] in WRITES:
                found.append(module.at(node, f"writes {start}, which belongs to another area"))
    return found


def scoped_models(root: Path) -> frozenset[str]:
    """Models whose query set asks for whom it reads."""
    sets, managers, models = {"ScopedQuerySet"}, set(), set()
    classes = [
        node for module in modules(root) for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)
    ]
    for node in classes:
        names = {name.id for base in node.bases for name in ast.walk(base) if isinstance(name, ast.Name)}
        if names & sets and node.name != "ScopedManager":
            (managers if any(isinstance(base, ast.Call) for base in node.bases) else sets).add(node.name)
    for node in classes:
        for line in node.body:
            if isinstance(line, ast.Assign | ast.AnnAssign) and line.value is not None:
                targets = line.targets if isinstance(line, ast.Assign) else [line.target]
                named = any(isinstance(target, ast.Name) and target.id == "objects" for target in targets)
                start, _steps = _root_of(line.value)
                if named and start in sets | managers:
                    models.add(node.name)
    return frozenset(models)


_SAYS_FOR_WHOM = frozenset({"visible_to", "unscoped", "bulk_create", "create", "none"})


def unscoped_reads(root: Path) -> list[str]:
    """A scoped model is read for an actor, or for a stated reason."""
    scoped = scoped_models(root)
    found = []
    for module in modules(root):
        if module.is_test:
            continue
        parents = {child: node for node in ast.walk(module.tree) for child in ast.iter_child_nodes(node)}
        for node in ast.walk(module.tree):
            if not (isinstance(node, ast.Attribute) and node.attr == "objects"):
                continue
            model = (
                node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            )
            if model not in scoped:
                continue
            steps, above = [], parents.get(node)
            while isinstance(above, ast.Attribute | ast.Call):
                steps.append(above.attr if isinstance(above, ast.Attribute) else "")
                above = parents.get(above)
            if not _SAYS_FOR_WHOM & set(steps):
                found.append(module.at(node, f"reads {model} without visible_to(actor)"))
    return found


def tables_in_doors(root: Path) -> list[str]:
    """Doors are thin: no ``.objects`` in pages, API, jobs and forms."""
    return [
        module.at(node, "reads a table in a door")
        for module in modules(root)
        if module.layer in THIN and not module.is_test
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr.startswith("objects")
    ]


def rights_declared_twice(root: Path) -> list[str]:
    """A right is declared once, in the ``rights.py`` of its area."""
    seen: dict[str, str] = {}
    found = []
    for module in modules(root):
        if module.is_test:
            continue
        for node in ast.walk(module.tree):
            if not (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "right"
            ):
                continue
            code = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
            place = module.at(node, "")
            if module.parts[-1] != "rights" or not isinstance(code, str):
                found.append(f"{place}declares a right outside rights.py")
            elif code in seen:
                found.append(f"{place}declares {code} again, first in {seen[code]}")
            else:
                seen[code] = place
    return found


def _own_files(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        if path.is_file() and not {"vendor", "__pycache__", "node_modules"} & set(path.parts):
            yield path


def long_files(root: Path) -> list[str]:
    """Past 800 lines a file is two files."""
    found = []
    for path in _own_files(root):
        if path.suffix in {".py", ".html", ".js", ".css"} and "migrations" not in path.parts:
            lines = path.read_text("utf-8").count("\n")
            if lines > LONGEST:
                found.append(f"{path.relative_to(root)} has {lines} lines")
    return found


def nameless_files(root: Path) -> list[str]:
    """A name says what is inside."""
    return [
        f"{path.relative_to(root)} says nothing by its name"
        for path in sorted(root.rglob("*"))
        if path.stem in NAMELESS and (path.is_dir() or path.suffix == ".py") and "vendor" not in path.parts
    ]


def unfinished_words(root: Path) -> list[str]:
    """Nothing is left for later."""
    word = re.compile(r"\b(" + "|".join(UNFINISHED) + r")\b")
    return [
        f"{path.relative_to(root)}:{number} {match.group()}"
        for path in _own_files(root)
        if path.suffix in TEXTS
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if (match := word.search(line))
    ]
