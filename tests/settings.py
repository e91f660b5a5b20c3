"""Settings of the tests: the platform's own, with keys made for this run and a folder of its own."""

import os
import secrets
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet

os.environ.setdefault("XIESHOU_HOME", tempfile.mkdtemp(prefix="xieshou-test-"))
os.environ["XIESHOU_SECRET_KEY"] = secrets.token_urlsafe(50)
os.environ["XIESHOU_FIELD_KEYS"] = Fernet.generate_key().decode()

from xieshou.config.settings import *  # noqa: F403
from xieshou.config.settings import DATABASES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests sign in hundreds of times
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
STATIC_ROOT = Path(os.environ["XIESHOU_HOME"]) / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_AUTOREFRESH = True
AXES_ENABLED = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # a file, not memory: threads and the worker must see the same database as in production
    DATABASES["default"]["TEST"] = {"NAME": str(Path(os.environ["XIESHOU_HOME"]) / "test.sqlite3")}

MEASURE_EVERY_SECONDS = 0  # counting threads would write between tests
