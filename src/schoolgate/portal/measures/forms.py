"""Which days the measures are of."""

from django import forms
from django.utils.translation import gettext_lazy as _

from schoolgate.office.measures.events import Period
from schoolgate.portal.fields import day_field

LONGEST_DAYS = 3 * 366


class PeriodForm(forms.Form):
    """The first and the last day."""

    first_on = day_field(_("From"))
    last_on = day_field(_("To"))

    def clean(self) -> dict[str, object]:
        """Refuse days in disorder, and more than three years."""
        said = self.cleaned_data
        first, last = said.get("first_on"), said.get("last_on")
        if first and last and last < first:
            raise forms.ValidationError(_("The last day is before the first."))
        if first and last and (last - first).days > LONGEST_DAYS:
            raise forms.ValidationError(_("Choose at most three years."))
        return said

    def period(self) -> Period:
        """Return the days. Only for a form that is valid."""
        return Period(self.cleaned_data["first_on"], self.cleaned_data["last_on"])
