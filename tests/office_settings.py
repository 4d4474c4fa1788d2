"""The office's settings in tests: those of a demo in a folder of its own, with fast passwords and mail in memory.

`OFFICE_DATABASE_URL` runs the same tests on another database.
"""

import os
import tempfile

os.environ["SCHOOLGATE_MODE"] = "demo"
os.environ.setdefault("SCHOOLGATE_HOME", tempfile.mkdtemp(prefix="office-"))
os.environ["DATABASE_URL"] = os.environ.get("OFFICE_DATABASE_URL", "")

from schoolgate.config.settings import *  # noqa: F403  # after the environment is set

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405  # of the settings above
    # A file, as the office has one: in memory there are no real locks.
    DATABASES["default"]["TEST"] = {"NAME": SCHOOLGATE_HOME / "tests.sqlite3"}  # noqa: F405  # of the settings above
