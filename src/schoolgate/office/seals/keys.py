"""The column in which a record names its sealed file, so that every file that some record names is known."""

from typing import Any

from django.apps import apps
from django.db import models


class SealedKey(models.CharField):  # type: ignore[type-arg]  # a text, as its parent
    """The name of a sealed file. To the database it is a short text; to `named` it says: this file is mine."""

    def __init__(self, *args: Any, **options: Any) -> None:  # any: what Django passes on to a column
        super().__init__(*args, **{"max_length": 32, **options})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:  # any: Django's own shape
        """Return what migrations are told: a short text."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.CharField", list(args), dict(options)


def named() -> frozenset[str]:
    """Return the name of every sealed file that a record names, of whichever part."""
    columns = (
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedKey)
    )
    return frozenset(key for model, name in columns for key in model._base_manager.values_list(name, flat=True) if key)
