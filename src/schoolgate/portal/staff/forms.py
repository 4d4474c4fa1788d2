"""What school staff choose and hand over."""

from django import forms
from django.utils.translation import gettext_lazy as _

from schoolgate.core import SchoolYear
from schoolgate.office.handovers.actions import Question
from schoolgate.office.people.actions import EXTERNAL_KINDS
from schoolgate.office.requests.words import word
from schoolgate.office.students import selectors
from schoolgate.office.students.actions import Format
from schoolgate.office.students.selectors import Wanted
from schoolgate.policy.pack import PolicyPack
from schoolgate.policy.vocabulary import Purpose, RequesterKind

_FIRST = [("", _("- Choose -"))]


class WantedForm(forms.Form):
    """A school year and columns."""

    year = forms.ChoiceField(label=_("School year"))
    columns = forms.MultipleChoiceField(label=_("Columns"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: object, pack: PolicyPack, years: tuple[SchoolYear, ...]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # as Django's own form
        newest_first = [(str(year), str(year)) for year in sorted(years, reverse=True)]
        elements = [(each.id, each.title) for each in selectors.offered_elements(pack)]
        self.fields["year"].choices = newest_first  # type: ignore[attr-defined]  # a choice field
        self.fields["columns"].choices = elements  # type: ignore[attr-defined]  # a choice field

    def wanted(self) -> Wanted:
        """Return what was chosen. Only for a form that is valid."""
        return Wanted(SchoolYear.parse(self.cleaned_data["year"]), tuple(self.cleaned_data["columns"]))


class FormatForm(forms.Form):
    """The kind of file."""

    format = forms.ChoiceField(choices=[(kind.value, kind.value) for kind in Format])


class HandOverForm(forms.Form):
    """Who outside asked, and what: enough for the office to go on from there."""

    name = forms.CharField(label=_("Who asked you?"), max_length=200)
    email = forms.EmailField(label=_("Their e-mail address"))
    organisation = forms.CharField(label=_("Their organization"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Who are they?"), choices=_FIRST + [(k.value, word(k)) for k in EXTERNAL_KINDS])
    purpose = forms.ChoiceField(label=_("What is it for?"), choices=_FIRST + [(p.value, word(p)) for p in Purpose])
    text = forms.CharField(
        label=_("What did they ask for?"),
        help_text=_("In their words if you can. Don't name students."),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def question(self) -> Question:
        """Return the question. Only for a form that is valid."""
        said = self.cleaned_data
        return Question(
            name=said["name"],
            email=said["email"],
            organisation=said["organisation"],
            kind=RequesterKind(said["kind"]),
            purpose=Purpose(said["purpose"]),
            text=said["text"],
        )
