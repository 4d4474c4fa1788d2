"""Makes Django ready for tools that read the office's tables: a demo in a folder that is thrown away."""

import os
import tempfile

import django

if "DJANGO_SETTINGS_MODULE" not in os.environ:
    _home = tempfile.TemporaryDirectory(prefix="office-")
    os.environ["SCHOOLGATE_MODE"] = "demo"
    os.environ["SCHOOLGATE_HOME"] = _home.name
    os.environ["DJANGO_SETTINGS_MODULE"] = "schoolgate.config.settings"
    django.setup()
