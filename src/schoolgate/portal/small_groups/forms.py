"""The case for showing small groups, and a word on it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from schoolgate.office.small_groups.actions import Grounds
from schoolgate.office.small_groups.models import Law


class CaseForm(forms.Form):
    """What the exception rests on, in writing."""

    law = forms.ChoiceField(label=_("Which law allows it?"), choices=Law.choices, widget=forms.RadioSelect)
    basis = forms.CharField(
        label=_("The basis, in words"),
        help_text=_("Why this agency needs the small groups themselves, and what it does with them."),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    agreement = forms.CharField(
        label=_("The agreement it rests on"), help_text=_("Which one, and when it was signed."), max_length=500
    )

    def grounds(self) -> Grounds:
        """Return the grounds. Only for a form that is valid."""
        said = self.cleaned_data
        return Grounds(Law(said["law"]), said["basis"], said["agreement"])


class OpinionForm(forms.Form):
    """Somebody's word on a case."""

    agree = forms.ChoiceField(
        label=_("The small groups"),
        choices=[("yes", _("may be shown to this agency")), ("no", _("stay hidden"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("Why"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 2}))
