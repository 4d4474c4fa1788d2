"""What is written about consents, by staff and by families."""

from django import forms
from django.utils.translation import gettext_lazy as _

from schoolgate.core import SchoolYear
from schoolgate.office.consents.actions.asking import Answer, Question
from schoolgate.office.consents.texts import ConsentText
from schoolgate.office.requests.words import word
from schoolgate.policy.consents import Signer
from schoolgate.policy.determination import Lane
from schoolgate.policy.pack import PolicyPack
from schoolgate.policy.vocabulary import Purpose
from schoolgate.portal.fields import day_field

_SIGNERS = [(Signer.PARENT.value, _("parent or guardian")), (Signer.STUDENT.value, _("the student"))]
_PURPOSES = (Purpose.SERVICES, Purpose.RESEARCH, Purpose.EVALUATION)


class NumberForm(forms.Form):
    """A student number, sent in the body of the form so that no address and no log holds it."""

    number = forms.CharField(
        label=_("Student number"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class FindBarForm(forms.Form):
    """What a court paper is found by, sent as a student number is."""

    words = forms.CharField(
        label=_("Student number or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ImportForm(forms.Form):
    """A file of consents."""

    file = forms.FileField(label=_("File of consents"), help_text=_("CSV, at most 5 MB"))


class AskForm(NumberForm):
    """Whom to ask for what."""

    signer = forms.ChoiceField(label=_("Who signs?"), choices=_SIGNERS, widget=forms.RadioSelect)
    email = forms.EmailField(
        label=_("E-mail address of that person"), help_text=_("As the district has it on record, and no other.")
    )
    recipient = forms.CharField(label=_("Who receives the data?"), max_length=200)
    purpose = forms.ChoiceField(label=_("For what?"), choices=[(p.value, word(p)) for p in _PURPOSES])
    elements = forms.MultipleChoiceField(label=_("Which data?"), widget=forms.CheckboxSelectMultiple)
    expires_on = day_field(_("Last day of the consent"))

    field_order = ("recipient", "purpose", "elements", "expires_on", "number", "signer", "email")

    def __init__(self, data: object, pack: PolicyPack, initial: dict[str, object]) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # as Django's own form
        offered = [(one.id, one.title) for one in pack.elements if Lane.ROSTER in one.lanes and not one.is_restricted]
        self.fields["elements"].choices = offered  # type: ignore[attr-defined]  # a choice field

    def question(self) -> Question:
        """Return what is asked. Only for a form that is valid."""
        said = self.cleaned_data
        return Question(
            student_number=said["number"],
            elements=tuple(said["elements"]),
            recipient=said["recipient"],
            purpose=said["purpose"],
            signer=Signer(said["signer"]),
            email=said["email"],
            expires_on=said["expires_on"],
        )


class FamilyForm(forms.Form):
    """Each part yes or no, and who signs."""

    birth_date = day_field(_("The student's date of birth, so that we know it is you"))
    name = forms.CharField(label=_("Your full name, as your signature"), max_length=200)
    agreed = forms.BooleanField(label=_("I have read this, I may decide for the student, and I sign with this click."))
    text_sha256 = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: object, text: ConsentText) -> None:
        super().__init__(data, initial={"text_sha256": text.sha256})  # type: ignore[arg-type]  # as Django's own form
        self._parts = text.parts
        for part in text.parts:
            self.fields[f"part-{part.element}"] = forms.ChoiceField(
                label=part.label,
                choices=[("yes", _("Yes, give it")), ("no", _("No"))],
                widget=forms.RadioSelect,
            )
        self.order_fields([*(f"part-{part.element}" for part in text.parts), "birth_date", "name", "agreed"])

    def answer(self) -> Answer:
        """Return what the signer says. Only for a form that is valid."""
        said = self.cleaned_data
        parts = {part.element: said[f"part-{part.element}"] == "yes" for part in self._parts}
        return Answer(parts, said["name"], said["birth_date"], said["text_sha256"])


class BarForm(NumberForm):
    """A court paper."""

    email = forms.EmailField(label=_("E-mail address of the person who is barred"))
    paper = forms.CharField(label=_("The paper: court, number, day"), max_length=300)


class OptOutForm(NumberForm):
    """A family that opts out, for a school year."""

    school_year = forms.CharField(label=_("School year"), help_text=_("Such as 2025-26"), max_length=9)

    def clean_school_year(self) -> SchoolYear:
        """Return the year, or say how it is written."""
        try:
            return SchoolYear.parse(self.cleaned_data["school_year"])
        except ValueError as error:
            raise forms.ValidationError(_("Write it like 2025-26.")) from error
