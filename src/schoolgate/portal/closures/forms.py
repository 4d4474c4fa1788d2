"""What is said of a closure."""

from django import forms
from django.utils.translation import gettext_lazy as _

from schoolgate.portal.fields import day_field


class ClosureForm(forms.Form):
    """First day, last day and why."""

    starts_on = day_field(_("First day"))
    ends_on = day_field(_("Last day"))
    reason = forms.CharField(
        label=_("Reason"), help_text=_("Such as: snow. Requesters read it beside their dates."), max_length=200
    )
