"""What is written about agreements: terms, names, days on a paper, documents."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from schoolgate.office.agreements.actions.drafting import Terms
from schoolgate.office.agreements.models import Agreement, DocumentKind, Side
from schoolgate.office.agreements.texts import STUDY_PURPOSES, wording_of
from schoolgate.office.agreements.wordings import Kind
from schoolgate.office.requests.words import word
from schoolgate.policy.vocabulary import Purpose
from schoolgate.portal.fields import day_field

_DATES = ("starts", "ends", "destroy_by")
_OF_THE_OFFICE = frozenset({"organisation", "threshold", "study_purpose", *_DATES})
_LABELS = {
    "purpose": _("Purpose, in a sentence or two"),
    "information": _("The information that is disclosed"),
    "persons": _("The persons who see the data, by name"),
    "scope": _("What the study covers"),
    "representative": _("The authorized representative, by name"),
    "activity": _("The activity, and how the information is used in it"),
    "safeguards": _("The policies and procedures that protect the information"),
}
_PURPOSES = (Purpose.SERVICES, Purpose.RESEARCH, Purpose.EVALUATION, Purpose.AUDIT, Purpose.PLANNING)


class BeginForm(forms.Form):
    """With whom, and which kind."""

    kind = forms.ChoiceField(label=_("Which agreement?"), choices=Kind.choices, widget=forms.RadioSelect)
    email = forms.EmailField(
        label=_("E-mail address of the person who signs"), help_text=_("The person needs an account.")
    )


class TermsForm(forms.Form):
    """The blanks of a wording. Everything may stay blank in a draft: sending it asks for what is missing."""

    is_draft = True
    organisation = forms.CharField(label=_("Organization"), max_length=200, required=False)

    def __init__(self, agreement: Agreement, data: object = None) -> None:
        super().__init__(data, initial=_initial(agreement))  # type: ignore[arg-type]  # as Django's own form
        source = wording_of(agreement)
        self._blanks = tuple(name for name in source.blanks() if name not in _OF_THE_OFFICE)
        if source.kind is Kind.STUDIES:
            self.fields["study_purpose"] = forms.ChoiceField(
                label=_("The study is conducted"),
                required=False,
                choices=[("", "–"), *STUDY_PURPOSES.items()],
            )
        if source.kind is Kind.NDA:
            self.fields["purposes"] = forms.MultipleChoiceField(
                label=_("For requests with these purposes"),
                help_text=_("None ticked: for all."),
                required=False,
                choices=[(purpose.value, word(purpose)) for purpose in _PURPOSES],
                widget=forms.CheckboxSelectMultiple,
            )
        for name in self._blanks:
            self.fields[name] = forms.CharField(
                label=_LABELS[name], required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 3})
            )
        self.fields["starts_on"] = day_field(_("First day"), required=False)
        self.fields["ends_on"] = day_field(_("Last day"), required=False)
        self.fields["destroy_by"] = day_field(_("The data is destroyed by"), required=False)
        self.fields["struck"] = forms.MultipleChoiceField(
            label=_("Leave these clauses out"),
            help_text=_("An agreement without a mandatory clause can't be sent."),
            required=False,
            choices=[(clause.id, clause.title) for clause in source.clauses],
            widget=forms.CheckboxSelectMultiple,
        )

    def terms(self) -> Terms:
        """Return what was filled in. Only for a form that is valid."""
        said = self.cleaned_data
        return Terms(
            organisation=said["organisation"],
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            destroy_by=said["destroy_by"],
            purposes=tuple(said.get("purposes", ())),
            study_purpose=said.get("study_purpose", ""),
            blanks={name: said[name] for name in self._blanks},
            struck=tuple(said["struck"]),
        )


def _initial(agreement: Agreement) -> dict[str, object]:
    return {
        **agreement.terms,
        "organisation": agreement.organisation,
        "purposes": agreement.purposes,
        "study_purpose": agreement.study_purpose,
        "starts_on": agreement.starts_on,
        "ends_on": agreement.ends_on,
        "destroy_by": agreement.destroy_by,
        "struck": agreement.struck,
    }


class SignForm(forms.Form):
    """Name, agreement, and the digest of the text that was shown."""

    name = forms.CharField(label=_("Your full name, as your signature"), max_length=200)
    agreed = forms.BooleanField(
        label=_("I have read the agreement, I may sign it for my side, and I sign it with this click.")
    )
    text_sha256 = forms.CharField(widget=forms.HiddenInput)


class DocumentForm(forms.Form):
    """A document and what it is."""

    kind = forms.ChoiceField(label=_("What is it?"))
    file = forms.FileField(label=_("File"), help_text=_("PDF, Word, PNG or JPEG, at most 10 MB"))

    def __init__(self, data: object = None, files: object = None, *, allow_scan: bool = True) -> None:
        super().__init__(data, files)  # type: ignore[arg-type]  # as Django's own form
        kinds = [choice for choice in DocumentKind.choices if allow_scan or choice[0] != DocumentKind.SCAN]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]  # a choice field


class CheckForm(forms.Form):
    """What the check of a scan found."""

    remark = forms.CharField(
        label=_("Remark; the reason, where the scan is refused"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: object = None, *, sides: Iterable[Side] = ()) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # as Django's own form
        labels = {
            Side.REQUESTER: _("Signed by the requester on"),
            Side.DISTRICT: _("Signed by the district on"),
        }
        for side in sides:
            self.fields[side.value] = day_field(labels[side], required=False)
        self.order_fields([*(side.value for side in labels), "remark"])


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("The reason, as the other side is told it"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )


class ColleagueForm(forms.Form):
    """A colleague of the party."""

    email = forms.EmailField(label=_("E-mail address of a colleague whose requests are covered too"))
