"""The steps of the Data Request Form. Nothing is required while somebody writes; the review says what is missing."""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from schoolgate.core import DataLevel
from schoolgate.office.requests.drafts import Draft
from schoolgate.office.requests.words import word
from schoolgate.policy.vocabulary import Audience, FerpaException, Purpose
from schoolgate.portal.requests.choices import NOT_CHOSEN, Offered

_ELSEWHERE = {Purpose.JOURNALISM, Purpose.PUBLIC_RECORDS, Purpose.OWN_CHILD, Purpose.LEGAL_PROCESS, Purpose.RECRUITMENT}


class _Several(forms.MultipleChoiceField):
    """Several of a list, as checkboxes."""

    widget = forms.CheckboxSelectMultiple


class StepForm(forms.Form):
    """One step: it shows a draft, and changes it. `changes` is only for what was valid, so that no word is lost."""

    is_draft = True

    def __init__(
        self, data: Mapping[str, object] | None, *, draft: Draft, offered: Offered, needed_by: date | None
    ) -> None:
        self.draft, self.offered = draft, offered
        super().__init__(data, initial={**draft.to_json(), "needed_by": needed_by, **self.shown(draft)})
        self.offer()

    def shown(self, draft: Draft) -> dict[str, object]:  # noqa: ARG002  # steps answer by the draft
        """Return what fields show that are not of the draft's own names."""
        return {}

    def offer(self) -> None:
        """Fill in the choices."""

    def changed(self) -> Draft:
        """Return the draft with what was answered here. Call `is_valid` first; faulty answers change nothing."""
        known = set(self.draft.to_json())
        said = {name: value for name, value in self.cleaned_data.items() if name in known}
        return self.draft.with_(**{name: tuple(v) if isinstance(v, list) else v for name, v in said.items()})


class PurposeForm(StepForm):
    """What the data is for, and who will see it (R48, R49)."""

    purpose = forms.ChoiceField(label=_("What is the data for?"), required=False)
    use = forms.CharField(
        label=_("How will it be used?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("A few sentences that somebody who does not know your work can follow."),
    )
    audience = _Several(
        label=_("With whom will you share the data, or what you make of it?"),
        choices=[(each.value, word(each)) for each in Audience],
        required=False,
        help_text=_("Some data may not be fit for the public."),
    )
    ferpa_exception = forms.ChoiceField(
        label=_("Does an exception to family consent apply?"),
        choices=[(each.value, word(each)) for each in FerpaException],
        required=False,
    )
    grant_funded = forms.BooleanField(label=_("A grant pays for this work"), required=False)
    funding_understood = forms.BooleanField(
        label=_("I understand that receiving a grant does not mean that the request is approved"), required=False
    )
    needed_by = forms.DateField(
        label=_("When do you need it?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("We cannot promise it, but it helps us plan."),
    )

    def offer(self) -> None:
        """Offer the purposes that lead to a request first, then those that are answered elsewhere."""
        here = [(each.value, word(each)) for each in Purpose if each not in _ELSEWHERE]
        there = [(each.value, word(each)) for each in Purpose if each in _ELSEWHERE]
        self.fields["purpose"].choices = [NOT_CHOSEN, *here, (_("Answered by another office"), there)]  # type: ignore[attr-defined]  # a choice field

    def clean_ferpa_exception(self) -> str:
        """Nothing chosen is no exception."""
        return self.cleaned_data["ferpa_exception"] or FerpaException.NONE.value


class DataForm(StepForm):
    """Which kind of data, of which years (R51)."""

    level = forms.ChoiceField(
        label=_("What kind of data?"),
        choices=[(each.value, word(each)) for each in DataLevel],
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Counts need least: no consents, and often no agreement."),
    )
    school_years = _Several(label=_("Which school years?"), required=False)

    def offer(self) -> None:
        """Offer the years that there are records of."""
        self.fields["school_years"].choices = list(self.offered.school_years)  # type: ignore[attr-defined]  # a choice field


class StudentsForm(StepForm):
    """Whose data: a list of numbers, or attributes (R51 to R53)."""

    specific_group = forms.ChoiceField(
        label=_("Whose data?"),
        choices=[
            ("no", _("students whom the district's records can pick: a grade, a school, a program")),
            ("yes", _("a specific group that I list, such as those of my program")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    ids_text = forms.CharField(
        label=_("Student numbers, one on each line"),
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
        required=False,
        help_text=_(
            "BPS or state student numbers. Names and birth dates can't be used. "
            "Without numbers a request for a specific group is not answered."
        ),
    )
    ids_file = forms.FileField(
        label=_("Or a CSV file with the numbers in its first column"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )
    grade = _Several(label=_("Grades"), required=False)
    school = forms.MultipleChoiceField(
        label=_("Schools"), required=False, widget=forms.SelectMultiple(attrs={"size": 8})
    )

    def shown(self, draft: Draft) -> dict[str, object]:
        """Show what selects."""
        selected: dict[str, object] = {name: list(values) for name, values in draft.where}
        return {"specific_group": "yes" if draft.specific_group else "no", **selected}

    def offer(self) -> None:
        """Offer the schools there are and the further attributes."""
        self.fields["grade"].choices = list(self.offered.grades)  # type: ignore[attr-defined]  # a choice field
        self.fields["school"].choices = list(self.offered.schools)  # type: ignore[attr-defined]  # a choice field
        if not self.offered.schools:
            del self.fields["school"]
        for name, title, values in self.offered.attributes:
            self.fields[name] = _Several(label=title, choices=list(values), required=False)

    def changed(self) -> Draft:
        """Return the draft with what selects, and whether a list does."""
        asked = ("grade", "school", *(name for name, _title, _values in self.offered.attributes))
        kept = tuple((name, values) for name, values in self.draft.where if name not in asked)
        said = ((name, tuple(self.cleaned_data.get(name) or ())) for name in asked)
        where = (*kept, *((name, values) for name, values in said if values))
        return self.draft.with_(where=where, specific_group=self.cleaned_data.get("specific_group") == "yes")


class ContentForm(StepForm):
    """What about them: elements with their class, or groups and measures."""

    elements = _Several(label=_("Which data elements?"), required=False)
    group_by = _Several(
        label=_("Group by"), required=False, help_text=_("The more groups, the more small ones are hidden.")
    )
    measures = _Several(label=_("Show for each group"), required=False)

    def offer(self) -> None:
        """Offer what the chosen level allows."""
        if self.draft.level == DataLevel.AGGREGATE:
            del self.fields["elements"]
            self.fields["group_by"].choices = list(self.offered.groupings)  # type: ignore[attr-defined]  # a choice field
            self.fields["measures"].choices = list(self.offered.measures)  # type: ignore[attr-defined]  # a choice field
            return
        del self.fields["group_by"], self.fields["measures"]
        offers = [(kind, list(found)) for kind, found in self.offered.elements(self.draft.level or "roster")]
        self.fields["elements"].choices = offers  # type: ignore[attr-defined]  # a choice field


class EvidenceForm(StepForm):
    """What goes with it: the look at public data, agreements with schools, a legal basis (R13, R42, R46)."""

    public_data_reviewed = forms.CharField(
        label=_("Why does none of the public data answer it?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    school_agreements = forms.ChoiceField(
        label=_("Does your organization have any agreement with a school of the district?"),
        help_text=_("A memorandum of understanding, a contract for services, a partnership agreement."),
        choices=[("yes", _("Yes; I add the documents below")), ("no", _("No"))],
        widget=forms.RadioSelect,
        required=False,
    )
    legal_basis = forms.CharField(
        label=_("Legal basis, if an agency asks for more than the public may see"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )


STEPS: dict[str, tuple[object, type[StepForm] | None]] = {
    "purpose": (_("Purpose"), PurposeForm),
    "data": (_("Kind of data"), DataForm),
    "students": (_("Students"), StudentsForm),
    "content": (_("Content"), ContentForm),
    "evidence": (_("Evidence"), EvidenceForm),
    "review": (_("Review"), None),
}
STEP_OF_KEY = {
    "request.purpose": "purpose",
    "request.use": "purpose",
    "request.audience": "purpose",
    "request.ferpa_exception": "purpose",
    "request.level": "data",
    "request.school_years": "data",
    "population": "students",
    "data": "content",
    "evidence": "evidence",
}
"""Which step mends a fault, by the dotted key that the reader of the document names, or the beginning of it."""
