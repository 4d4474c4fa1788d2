"""What a reviewer says, and what a releaser says of an exception."""

from django import forms
from django.utils.translation import gettext_lazy as _

from schoolgate.office.reviews.actions import Opinion
from schoolgate.office.reviews.checklist import NO, QUESTIONS, YES
from schoolgate.office.reviews.models import Verdict

_ANSWERS = [(YES, _("yes")), (NO, _("no"))]


class OpinionForm(forms.Form):
    """The checklist, a verdict and words."""

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # as Django's own form
        for question in QUESTIONS:
            self.fields[question.key] = forms.ChoiceField(
                label=str(question.text), help_text=str(question.help), choices=_ANSWERS, widget=forms.RadioSelect
            )
        self.fields["verdict"] = forms.ChoiceField(
            label=_("Your verdict"), choices=Verdict.choices, widget=forms.RadioSelect
        )
        self.fields["words"] = forms.CharField(
            label=_("In words"),
            help_text=_("The reason for an exception or a return; the other reviewer reads it after voting."),
            required=False,
            max_length=5_000,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def opinion(self) -> Opinion:
        """Return the opinion. Only for a form that is valid."""
        said = self.cleaned_data
        return Opinion(Verdict(said["verdict"]), {q.key: said[q.key] for q in QUESTIONS}, said["words"])


class ExceptionForm(forms.Form):
    """A releaser's word on an exception."""

    agree = forms.ChoiceField(
        label=_("The exception"),
        choices=[(YES, _("may be made")), (NO, _("may not: back to be worked on"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Why"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 3}))
