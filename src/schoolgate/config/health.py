"""Whether the office is alive and ready, for a machine that watches it. Neither answer tells anything about people."""

import os

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from schoolgate.core import BadInput
from schoolgate.warehouse.store import Store


def alive(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  # Django's shape
    """Answer that the process runs; it looks at nothing else, so that a slow database restarts nobody."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  # Django's shape
    """Answer whether people can be served: the database at this version, the folder writable, the records readable."""
    checks = {"database": _database(), "folder": _folder(), "records": _records()}
    is_ready = all(checks.values())
    document = {"status": "ok" if is_ready else "not ready", "checks": checks}
    return JsonResponse(document, status=200 if is_ready else 503)


def _database() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def _folder() -> bool:
    return os.access(settings.SCHOOLGATE_HOME, os.W_OK | os.X_OK)


def _records() -> bool:
    """Whether the records can be read; an office that was given none decides without them."""
    if settings.SCHOOLGATE_STORE is None:
        return True
    try:
        return Store(settings.SCHOOLGATE_STORE).snapshot().folder.is_dir()
    except (BadInput, OSError):
        return False
