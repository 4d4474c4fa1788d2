"""Makes the office ready in this process, and its database ready for this version."""

import os

import django
from django.core.management import call_command

SETTINGS = "schoolgate.config.settings"


def start() -> None:
    """Load the settings and every part. Raises BadInput with the faults of the settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()


def prepare() -> None:
    """Bring the database to this version and gather the static files. Does nothing where that was done."""
    start()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
