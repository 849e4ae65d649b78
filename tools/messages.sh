#!/usr/bin/env bash
# Renews the English catalogue of every area that has one. Chinese is the source; fill each new msgstr afterwards.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
find "$root/src/endcap" -path '*/locale/en/LC_MESSAGES' | while read -r folder; do
  area=${folder%/locale/en/LC_MESSAGES}
  below=(); [ -f "$area/apps.py" ] || below=(--ignore '*/*')  # a wing's own sentences, not those of its areas
  (cd "$area" && "$root/.venv/bin/django-admin" makemessages -l en --no-obsolete --no-wrap --add-location=never -v 0 "${below[@]}")
done
