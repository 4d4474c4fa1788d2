"""What stewards say of people."""

from django import forms
from django.utils.translation import gettext_lazy as _

from schoolgate.office.people.models import Role
from schoolgate.office.requests.words import word
from schoolgate.policy.vocabulary import RequesterKind

_STAFF = [kind for kind in RequesterKind if kind.is_staff]


class SearchForm(forms.Form):
    """A name or an address, and a role."""

    is_draft = True  # everything may be left out, which needs no saying

    words = forms.CharField(label=_("Name, address or organization"), required=False, max_length=200)
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("anybody")), *Role.choices], required=False)


class RoleForm(forms.Form):
    """A role."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class LinkForm(forms.Form):
    """A person of the district's staff records, and what they are there."""

    person_id = forms.CharField(
        label=_("Staff number"),
        help_text=_("The sourcedId of the person in the student information system."),
        max_length=200,
    )
    kind = forms.ChoiceField(label=_("What are they?"), choices=[(kind.value, word(kind)) for kind in _STAFF])
