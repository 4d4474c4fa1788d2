"""What people look for in the ledger."""

from django import forms
from django.utils.translation import gettext_lazy as _

from schoolgate.office.audits.exports import Format
from schoolgate.office.audits.selectors import Search
from schoolgate.portal.fields import day_field

EVENTS = [
    ("", _("everything")),
    ("request.", _("requests")),
    ("build.", _("builds and their reviews")),
    ("delivery.", _("copies that were handed over")),
    ("disclosure.", _("disclosures")),
    ("agreement.", _("agreements")),
    ("consent.", _("consents")),
    ("custody.", _("court papers")),
    ("directory.", _("opt-outs of directory information")),
    ("register.", _("the register of partners")),
    ("person.", _("people and roles")),
    ("students.", _("staff and their own students")),
    ("handover.", _("questions from schools")),
    ("closure.", _("days the office is closed")),
    ("ledger.", _("reads of the ledger")),
]


class DaysForm(forms.Form):
    """A span of days, open at either end."""

    first_on = day_field(_("From"), required=False)
    last_on = day_field(_("To"), required=False)

    def clean(self) -> dict[str, object]:
        """Refuse days in disorder."""
        said = self.cleaned_data
        first, last = said.get("first_on"), said.get("last_on")
        if first and last and last < first:
            raise forms.ValidationError(_("The last day is before the first."))
        return said


class SearchForm(DaysForm):
    """Words, a kind of event, days."""

    is_draft = True  # everything may be left out, which needs no saying

    words = forms.CharField(label=_("Reference, subject or name"), required=False, max_length=200)
    event = forms.ChoiceField(label=_("What happened"), choices=EVENTS, required=False)
    field_order = ("words", "event", "first_on", "last_on")

    def search(self) -> Search:
        """Return what is looked for. Only for a form that is valid."""
        said = self.cleaned_data
        return Search(said["words"], said["event"], said["first_on"], said["last_on"])


class ExportForm(DaysForm):
    """Which days, and which kind of file."""

    format = forms.ChoiceField(
        label=_("Kind of file"),
        choices=[
            (Format.JSON_LINES.value, _("JSON lines: every digest can be computed again")),
            (Format.CSV.value, _("CSV, for a spreadsheet")),
        ],
        widget=forms.RadioSelect,
        initial=Format.JSON_LINES.value,
    )


class StudentForm(forms.Form):
    """A student number, and why it is looked up."""

    student = forms.CharField(
        label=_("Student number"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    why = forms.CharField(
        label=_("Why do you look it up?"),
        help_text=_("Such as: a parent asked for it. The ledger keeps this; don't name anybody."),
        max_length=300,
    )
