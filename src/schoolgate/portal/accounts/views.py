"""One's own account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from schoolgate.office import clock
from schoolgate.office.people import actions as people
from schoolgate.policy.vocabulary import RequesterKind
from schoolgate.portal.access import person, signed_in
from schoolgate.portal.accounts.forms import AboutForm


@signed_in
def account(request: HttpRequest) -> HttpResponse:
    """Show what the office knows of somebody, and let them change what they say of themselves."""
    user = person(request)
    is_staff = RequesterKind(user.kind).is_staff
    said = {"name": user.name, "position": user.position, "organisation": user.organisation, "kind": user.kind}
    form = AboutForm(request.POST if request.method == "POST" else None, initial=said)
    if is_staff:
        del form.fields["kind"]
    if request.method == "POST" and form.is_valid():
        people.describe(
            user=user,
            name=form.cleaned_data["name"],
            position=form.cleaned_data["position"],
            organisation=form.cleaned_data["organisation"],
            kind=RequesterKind(form.cleaned_data.get("kind", user.kind)),
            at=clock.now(),
        )
        messages.success(request, _("Saved."))
        return redirect("account")
    return render(request, "accounts/account.html", {"form": form, "roles": user.roles(), "is_staff": is_staff})
