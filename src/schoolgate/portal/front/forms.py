"""The few choices behind "What would I need?"."""

from django import forms
from django.utils.translation import gettext_lazy as _

from schoolgate.core import DataLevel
from schoolgate.office.requests.guidance import Choices
from schoolgate.office.requests.words import word
from schoolgate.policy.vocabulary import FerpaException, Purpose, RequesterKind

_FIRST = [("", _("- Choose -"))]


class GuideForm(forms.Form):
    """Who asks, what for, which kind of data, and the few things that change the answer."""

    kind = forms.ChoiceField(label=_("Who are you?"), choices=_FIRST + [(k.value, word(k)) for k in RequesterKind])
    purpose = forms.ChoiceField(label=_("What is it for?"), choices=_FIRST + [(p.value, word(p)) for p in Purpose])
    level = forms.ChoiceField(
        label=_("What kind of data?"), choices=_FIRST + [(each.value, word(each)) for each in DataLevel]
    )
    ferpa_exception = forms.ChoiceField(
        label=_("Does an exception to consent apply?"),
        choices=[(e.value, word(e)) for e in FerpaException],
        required=False,
        help_text=_("If you don't know, leave it: we look at it with you."),
    )
    specific_group = forms.BooleanField(
        label=_("It is about certain students that I can list, such as those of my program"), required=False
    )
    has_agreement = forms.BooleanField(
        label=_("We have a non-disclosure agreement with the office that both sides have signed"), required=False
    )

    def choices(self) -> Choices:
        """Return what was chosen. Only for a form that is valid."""
        said = self.cleaned_data
        return Choices(
            kind=RequesterKind(said["kind"]),
            purpose=Purpose(said["purpose"]),
            level=DataLevel(said["level"]),
            ferpa_exception=FerpaException(said["ferpa_exception"] or "none"),
            specific_group=said["specific_group"],
            has_agreement=said["has_agreement"],
        )
