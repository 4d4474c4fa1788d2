"""What a releaser decides, and what a recipient signs."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from schoolgate.office.deliveries.actions import Destruction, Handing
from schoolgate.office.deliveries.terms import Limits
from schoolgate.office.people.models import User
from schoolgate.portal.fields import day_field

_DAYS_TO_DOWNLOAD = 30
_DAYS_TO_DESTROY = 365
_MOST_DOWNLOADS = 5


class HandingForm(forms.Form):
    """Recipients, limits and a signature."""

    recipients = forms.CharField(
        label=_("Recipients"),
        help_text=_("The e-mail addresses of their accounts, one a line. Each gets a copy of their own."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    until = day_field(_("Last day of download"))
    most_downloads = forms.IntegerField(label=_("How often each may download it"), min_value=1, max_value=50)
    destroy_by = day_field(
        _("To be destroyed by"), required=False, help_text=_("Needed for rows about students and for small groups.")
    )
    signature = forms.CharField(
        label=_("Your name, as your signature"),
        help_text=_("It stands in the disclosure log of each student."),
        max_length=200,
    )

    def clean_recipients(self) -> list[User]:
        """Return the accounts of the addresses."""
        wanted = [line.strip().lower() for line in self.cleaned_data["recipients"].split() if line.strip()]
        found = {user.email: user for user in User.objects.filter(email__in=wanted, is_active=True)}
        missing = [email for email in wanted if email not in found]
        if missing:
            raise forms.ValidationError(_("No account has this address: %(names)s.") % {"names": ", ".join(missing)})
        return [found[email] for email in wanted]

    def handing(self, audience: str) -> Handing:
        """Return what was decided. Only for a form that is valid."""
        said = self.cleaned_data
        limits = Limits(said["until"], said["most_downloads"], said["destroy_by"])
        return Handing(said["recipients"], limits, audience, said["signature"])


def usual_handing(owner: User, on: date, *, has_rows: bool) -> dict[str, object]:
    """Return what the form begins with: the requester, a month, and for rows a year."""
    return {
        "recipients": owner.email,
        "until": on + timedelta(days=_DAYS_TO_DOWNLOAD),
        "most_downloads": _MOST_DOWNLOADS,
        "destroy_by": on + timedelta(days=_DAYS_TO_DESTROY) if has_rows else None,
    }


class RecallForm(forms.Form):
    """Why a release is taken back."""

    reason = forms.CharField(
        label=_("Why, as the recipients read it"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )


class AcceptForm(forms.Form):
    """The acceptance of the terms."""

    agree = forms.BooleanField(label=_("I have read the terms and keep them."))
    name = forms.CharField(label=_("Your name, as your signature"), max_length=200)


class CertificateForm(forms.Form):
    """The certificate of destruction."""

    on = day_field(_("Destroyed on"))
    how = forms.CharField(
        label=_("How"),
        help_text=_("Such as: files erased from two laptops and their backups, prints shredded."),
        max_length=300,
    )
    name = forms.CharField(label=_("Your name, as your signature"), max_length=200)

    def destruction(self) -> Destruction:
        """Return what is certified. Only for a form that is valid."""
        said = self.cleaned_data
        return Destruction(said["on"], said["how"], said["name"])
