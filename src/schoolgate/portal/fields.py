"""Fields that several forms have."""

from django import forms
from django.utils.functional import Promise


def day_field(label: str | Promise, *, required: bool = True, help_text: str | Promise = "") -> forms.DateField:
    """Return a day that is picked, written as browsers send it."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)  # type: ignore[arg-type]  # lazy texts
