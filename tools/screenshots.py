"""Takes pictures of a running Endcap: every main page, desktop and phone, Chinese and English, light and dark.

``python tools/screenshots.py http://127.0.0.1:8000 OUT --login admin --password … [--only outlets] [--dark]``
Needs Debian's chromium. The pages to visit are found by following the navigation, then one outlet, one person, one import.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--enable-unsafe-swiftshader",  # maps are drawn without a graphics card
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {"desk": (1440, 1000), "phone": (390, 844)}


def _sign_in(page: Page, base: str, login: str, password: str) -> None:
    page.goto(f"{base}/accounts/login/")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state("networkidle")


def _addresses(page: Page, base: str) -> dict[str, str]:
    page.goto(base)
    found = {}
    for link in page.locator("nav.ec-side a[href]").all():
        address = link.get_attribute("href") or ""
        found[re.sub(r"\W+", "-", address.strip("/")) or "home"] = address
    for name, listing, pattern in (
        ("outlet", "/outlets/", r"/outlets/[0-9a-f-]{36}/$"),
        ("sku", "/goods/", r"/goods/[0-9a-f-]{36}/$"),
        ("person", "/people/", r"/people/[0-9a-f-]{36}/$"),
    ):
        page.goto(base + listing)
        for link in page.locator("a[href]").all():
            if re.search(pattern, link.get_attribute("href") or ""):
                found[name] = link.get_attribute("href") or ""
                break
    return found


def main() -> int:
    """Take the pictures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("base")
    parser.add_argument("out", type=Path)
    parser.add_argument("--login", default="admin")
    parser.add_argument("--password", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--path", action="append", default=[], help="name=/address/ to visit besides")
    parser.add_argument("--languages", default="zh-hans,en")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        for language in given.languages.split(","):
            context = browser.new_context(color_scheme="dark" if given.dark else "light", locale="zh-CN")
            context.add_cookies([{"name": "django_language", "value": language, "url": given.base}])
            page = context.new_page()
            page.on("console", lambda m: print("console:", m.text) if m.type == "error" else None)
            page.on("pageerror", lambda e: print("page error:", e))
            _sign_in(page, given.base, given.login, given.password)
            addresses = {**_addresses(page, given.base), **dict(pair.split("=", 1) for pair in given.path)}
            for name, address in addresses.items():
                if given.only and given.only not in name:
                    continue
                for width, (w, h) in WIDTHS.items():
                    page.set_viewport_size({"width": w, "height": h})
                    answer = page.goto(given.base + address)
                    page.wait_for_load_state("networkidle")
                    file = given.out / f"{name}-{width}-{language}{'-dark' if given.dark else ''}.png"
                    page.screenshot(path=file, full_page=width == "desk")
                    overflow = page.evaluate(
                        "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
                    )
                    print(answer.status if answer else "?", file.name, "OVERFLOWS" if overflow else "")
            context.close()
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
