"""Fetches the browser files that are kept in the repository, and writes down what they are.

    python tools/vendor.py          all files, in the versions named here
    python tools/vendor.py icons    only files whose name begins so: here the drawings listed in tools/icons.txt

It asks the ordinary npm client for each package, takes single files out of it and notes name, version,
licence and SHA-256 in manifest.json beside them. A test compares the hashes.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src/endcap/ui/static/ui/vendor"
ICON_NAMES = ROOT / "tools/icons.txt"


@dataclass(frozen=True)
class Package:
    """One npm package, the one file taken from it and what it is called here."""

    name: str
    version: str
    licence: str
    source: str
    target: str
    licence_source: str
    licence_target: str


PACKAGES = (
    Package("htmx.org", "2.0.11", "0BSD", "dist/htmx.min.js", "htmx.min.js", "LICENSE", "htmx.LICENSE.txt"),
    Package(
        "@tabler/core", "1.6.1", "MIT", "dist/css/tabler.min.css", "tabler.min.css", "", "tabler.LICENSE.txt"
    ),
    Package(
        "echarts",
        "6.1.0",
        "Apache-2.0",
        "dist/echarts.common.min.js",
        "echarts.min.js",
        "LICENSE",
        "echarts.LICENSE.txt",
    ),
    *(
        Package(
            "maplibre-gl",
            "6.17.0",
            "BSD-3-Clause",
            f"dist/{name}",
            name,
            "LICENSE.txt",
            "maplibre-gl.LICENSE.txt",
        )
        for name in ("maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css")
    ),
    Package(
        "@tabler/icons", "3.51.0", "MIT", "icons/outline", "icons.svg", "LICENSE", "tabler-icons.LICENSE.txt"
    ),
)
MIT = """MIT License

{copyright}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial
portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES
OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


def unpack(package: Package, into: Path) -> Path:
    """The contents of a package in a fresh folder."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", f"{package.name}@{package.version}"],
        cwd=into,
        check=True,
        capture_output=True,
        text=True,
    )
    with tarfile.open(into / packed.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(into, filter="data")
    return into / "package"


def sprite(folder: Path) -> str:
    """One file with a symbol per name in tools/icons.txt; colour and stroke come from the page."""
    symbols = []
    for name in sorted(set(ICON_NAMES.read_text(encoding="utf-8").split())):
        drawing = (folder / f"{name}.svg").read_text(encoding="utf-8")
        body = drawing[drawing.index(">", drawing.index("<svg")) + 1 : drawing.rindex("</svg>")]
        body = re.sub(r'<path stroke="none"[^>]*/>', "", body)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(body.split())}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def licence_text(package: Package, folder: Path) -> str:
    """The licence as the package brings it, or the MIT text with the copyright line of its file."""
    if package.licence_source:
        others = [path for name in ("NOTICE", "licenses/*") for path in sorted(folder.glob(name))]
        return "\n\n".join(
            path.read_text(encoding="utf-8") for path in (folder / package.licence_source, *others)
        )
    banner = (folder / package.source).read_text(encoding="utf-8")[:600]
    found = re.search(r"Copyright [^\n*]+", banner)
    if package.licence != "MIT" or not found:
        raise SystemExit(f"{package.name} brings no licence text")
    return MIT.format(copyright=found.group().strip())


def take(package: Package, folder: Path) -> dict[str, str]:
    """Copy the file and its licence, and answer the line for the manifest."""
    source = folder / package.source
    content = sprite(source).encode() if source.is_dir() else source.read_bytes()
    (TARGET / package.target).write_bytes(content)
    (TARGET / package.licence_target).write_text(licence_text(package, folder), encoding="utf-8")
    return {
        "file": package.target,
        "package": package.name,
        "version": package.version,
        "source": package.source,
        "licence": package.licence,
        "licence_file": package.licence_target,
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def main(only: str = "") -> None:
    """Fetch all packages, or the drawings alone."""
    TARGET.mkdir(parents=True, exist_ok=True)
    manifest = TARGET / "manifest.json"
    lines = (
        {line["file"]: line for line in json.loads(manifest.read_text())["files"]}
        if manifest.exists()
        else {}
    )
    for package in PACKAGES:
        if only and not package.target.startswith(only):
            continue
        with tempfile.TemporaryDirectory() as folder:
            lines[package.target] = take(package, unpack(package, Path(folder)))
        print(f"{package.target}: {package.name} {package.version}")
    kept = [lines[package.target] for package in PACKAGES if package.target in lines]
    manifest.write_text(json.dumps({"files": kept}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:2])
