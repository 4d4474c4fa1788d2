"""What is said of a closure."""

from django import forms
from django.utils.translation import gettext_lazy as _


def _day(label: object) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget)  # type: ignore[arg-type]  # a lazy text


class ClosureForm(forms.Form):
    """First day, last day and why."""

    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"))
    reason = forms.CharField(
        label=_("Reason"), help_text=_("Such as: snow. Requesters read it beside their dates."), max_length=200
    )
