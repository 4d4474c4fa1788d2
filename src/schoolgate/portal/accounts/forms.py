"""What somebody says of themselves when making an account."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from schoolgate.office import clock
from schoolgate.office.people import actions as people
from schoolgate.office.people.models import User
from schoolgate.office.requests.words import word
from schoolgate.policy.vocabulary import RequesterKind

KINDS = [(kind.value, word(kind)) for kind in people.EXTERNAL_KINDS]


class AboutForm(forms.Form):
    """Name, position, organization and affiliation."""

    name = forms.CharField(label=_("Your name"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Who are you?"),
        choices=KINDS,
        help_text=_("What applies to you depends on it. District and school staff are linked by the office."),
    )
    organisation = forms.CharField(
        label=_("Organization"),
        max_length=200,
        required=False,
        help_text=_("Needed for partners, as it stands in agreements and consents."),
    )
    position = forms.CharField(label=_("Position"), max_length=200, required=False)

    def clean(self) -> dict[str, object]:
        """A partner names its organization."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") == RequesterKind.PARTNER and not cleaned.get("organisation"):
            self.add_error("organisation", _("Name your organization."))
        return cleaned


class SignupForm(AboutForm):
    """The rest of the sign-up form, beside address and password."""

    field_order = ("name", "email", "kind", "organisation", "position", "password1", "password2")

    def signup(self, request: HttpRequest, user: User) -> None:  # noqa: ARG002  # allauth's shape
        """Keep what was said, once the account is there."""
        at = clock.now()
        people.register(user=user, at=at)
        people.describe(
            user=user,
            name=self.cleaned_data["name"],
            position=self.cleaned_data["position"],
            organisation=self.cleaned_data["organisation"],
            kind=RequesterKind(self.cleaned_data["kind"]),
            at=at,
        )
