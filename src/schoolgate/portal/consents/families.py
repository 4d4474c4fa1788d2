"""What families see: a link that signs once, and one by which they come back. No account, and no student number."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from schoolgate.core import NotAllowed
from schoolgate.office import clock
from schoolgate.office.clock import day_of
from schoolgate.office.consents import selectors, texts
from schoolgate.office.consents.actions import asking, withdrawing
from schoolgate.office.errors import Hidden
from schoolgate.policy.versions import current_pack
from schoolgate.portal.acts import carry_out
from schoolgate.portal.consents.forms import FamilyForm
from schoolgate.portal.limits.counting import require
from schoolgate.portal.limits.table import Limited


@never_cache
def sign(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is asked, and take the answer. A link that can't be used says only that."""
    _require_few(request)
    try:
        asked = selectors.ask_of(token, clock.now())
        text = texts.text_of(asked, current_pack(day_of(clock.now())))
        form = FamilyForm(request.POST if request.method == "POST" else None, text)
        if request.method == "POST" and form.is_valid():
            try:
                asking.sign(token=token, answer=form.answer(), at=clock.now())
            except Hidden:
                raise
            except NotAllowed as error:
                for reason in error.reasons:
                    form.add_error(None, reason)
            else:
                return redirect("consent_thanks")
    except Hidden:
        return _over(request)
    return render(request, "consents/sign.html", {"form": form, "text": text, "asked": asked})


def thanks(request: HttpRequest) -> HttpResponse:
    """Say that the answer is kept, and where the receipt is."""
    return render(request, "consents/thanks.html")


@never_cache
def kept(request: HttpRequest, token: str) -> HttpResponse:
    """Show the signer what was signed, and withdraw it."""
    _require_few(request)
    try:
        record = selectors.kept_by(token)
    except Hidden:
        return _over(request)
    if request.method == "POST":
        return carry_out(
            request,
            lambda: withdrawing.withdraw_by_link(token=token, at=clock.now()),
            done=_("Your consent is withdrawn."),
            back=reverse("consent_kept", args=[token]),
        )
    pack = current_pack(day_of(clock.now()))
    context = {
        "record": record,
        "granted": [texts.title_of(element, pack) for element in record.elements],
        "denied": [texts.title_of(element, pack) for element in record.denied],
    }
    return render(request, "consents/kept.html", context)


def _require_few(request: HttpRequest) -> None:
    """Raise TooMany where an address answered often, or tried links that are none: it is not told of any then."""
    require(request, Limited.WRONG_LINK, uses=0)
    if request.method == "POST":
        require(request, Limited.CONSENT_LINK)


def _over(request: HttpRequest) -> HttpResponse:
    require(request, Limited.WRONG_LINK)
    return render(request, "consents/over.html", status=404)
