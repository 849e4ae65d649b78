"""A pytest plugin, loaded before Django's settings: each test run gets a home of its own, removed after it."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

if "ENDCAP_HOME" not in os.environ:
    os.environ["ENDCAP_HOME"] = tempfile.mkdtemp(prefix="endcap-test-")
    atexit.register(shutil.rmtree, os.environ["ENDCAP_HOME"], ignore_errors=True)
os.environ.setdefault("ENDCAP_HOSTS", "testserver,127.0.0.1,localhost")
