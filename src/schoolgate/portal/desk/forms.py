"""What the desk writes down: messages, fees, dates, denials, evidence."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from schoolgate.office.people import actions as people
from schoolgate.office.people.models import Role
from schoolgate.office.people.selectors import holders
from schoolgate.office.requests.actions.denials import Grounds
from schoolgate.office.requests.actions.fees import Estimate
from schoolgate.office.requests.models import DenialReason
from schoolgate.office.requests.words import word
from schoolgate.policy.vocabulary import Channel, ProposalStatus
from schoolgate.portal.fields import day_field


class TextForm(forms.Form):
    """A few sentences."""

    text = forms.CharField(label=_("Your words"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 3}))


class AssignForm(forms.Form):
    """An analyst, or nobody."""

    assignee = forms.ChoiceField(label=_("Who works on it?"), required=False)

    def __init__(self, data: object = None, **kwargs: object) -> None:
        super().__init__(data, **kwargs)  # type: ignore[arg-type]  # as Django's own form
        analysts = [(str(user.pk), str(user)) for user in holders(Role.ANALYST)]
        self.fields["assignee"].choices = [("", _("nobody")), *analysts]  # type: ignore[attr-defined]  # a choice field


class FeeForm(forms.Form):
    """The three factors of the circular (R64); 0 tells that there is no fee."""

    amount = forms.DecimalField(label=_("Amount in USD"), min_value=0, max_digits=8, decimal_places=2)
    size_text = forms.CharField(label=_("Size"), max_length=300, required=False)
    time_text = forms.CharField(label=_("Time"), max_length=300, required=False)
    scope_text = forms.CharField(label=_("Scope"), max_length=300, required=False)

    def estimate(self) -> Estimate:
        """Return the estimate. Only for a form that is valid."""
        said = self.cleaned_data
        return Estimate(said["amount"], "USD", said["size_text"], said["time_text"], said["scope_text"])


class ExtensionForm(forms.Form):
    """A later date and why (R57)."""

    new_due_on = day_field(_("The new date"))
    reason = forms.CharField(
        label=_("The reason, as the requester is told it"), widget=forms.Textarea(attrs={"rows": 2})
    )


class DenialForm(forms.Form):
    """Reason, clause, words and the nearest alternative (R61)."""

    reason = forms.ChoiceField(label=_("Reason"), choices=DenialReason.choices)
    clauses = forms.CharField(label=_("Clauses"), help_text=_("Such as R32, R40"), max_length=200)
    text = forms.CharField(label=_("In words, for the requester"), widget=forms.Textarea(attrs={"rows": 3}))
    alternative = forms.CharField(
        label=_("The nearest way that is open"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def grounds(self) -> Grounds:
        """Return the grounds. Only for a form that is valid."""
        said = self.cleaned_data
        clauses = tuple(part.strip() for part in said["clauses"].replace(";", ",").split(",") if part.strip())
        return Grounds(DenialReason(said["reason"]), clauses, said["text"], said["alternative"])


class DecisionForm(forms.Form):
    """How a reconsideration ends."""

    uphold = forms.ChoiceField(
        label=_("The denial"),
        choices=[("yes", _("stands")), ("no", _("is lifted"))],
        widget=forms.RadioSelect,
    )
    decision = forms.CharField(label=_("In words, for the requester"), widget=forms.Textarea(attrs={"rows": 3}))


class EvidenceForm(forms.Form):
    """One piece of evidence as the table of the request document."""

    def table(self) -> dict[str, object]:
        """Return the table, without what was left blank. Only for a form that is valid."""
        said = self.cleaned_data.items()
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in said if value}


class NdaForm(EvidenceForm):
    """A non-disclosure agreement that staff have seen."""

    requester_signed = day_field(_("Signed by the requester"), required=False)
    district_signed = day_field(_("Signed by the district"), required=False)
    ends = day_field(_("Its last day"), required=False)


class ProposalForm(EvidenceForm):
    """Where a research proposal stands."""

    status = forms.ChoiceField(label=_("Status"), choices=[(s.value, word(s)) for s in ProposalStatus])
    approved = day_field(_("Approved on"), required=False)
    ends = day_field(_("Its last day"), required=False)


class EntryForm(forms.Form):
    """Somebody who wrote or phoned, for whom staff enter a request (R47)."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"))
    organisation = forms.CharField(label=_("Organization"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Who are they?"), choices=[(k.value, word(k)) for k in people.EXTERNAL_KINDS])
    channel = forms.ChoiceField(
        label=_("How did it come?"),
        choices=[(Channel.PHONE.value, word(Channel.PHONE)), (Channel.EMAIL.value, word(Channel.EMAIL))],
        widget=forms.RadioSelect,
    )
