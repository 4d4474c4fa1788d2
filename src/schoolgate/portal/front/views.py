"""The pages that need no account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from schoolgate.office import clock
from schoolgate.office.clock import day_of
from schoolgate.office.people.models import User
from schoolgate.office.requests import guidance
from schoolgate.office.requests.actions import referrals
from schoolgate.policy.catalogue import load_catalogue
from schoolgate.policy.catalogue_search import search
from schoolgate.policy.determination import Determination, Outcome
from schoolgate.policy.versions import current_pack
from schoolgate.portal.access import is_partial
from schoolgate.portal.front.forms import GuideForm
from schoolgate.portal.limits.counting import require
from schoolgate.portal.limits.table import Limited

_SHOWN = 12


def front(request: HttpRequest) -> HttpResponse:
    """Show the ways in: what is public, what a request would need, the form, where other questions go."""
    return render(request, "front/front.html", {"routes": guidance.routes(current_pack(day_of(clock.now())))})


def public_data(request: HttpRequest) -> HttpResponse:
    """Search what is already public (R13). School staff also see their own systems' reports (R16)."""
    words = request.GET.get("q", "").strip()
    is_staff = isinstance(request.user, User) and bool(request.user.person_id)
    hits = search(words, _SHOWN, school_personnel=is_staff) if words else ()
    catalogue = load_catalogue()
    by_heading = [
        (title, [each for each in catalogue.visible(school_personnel=is_staff) if each.heading == heading])
        for heading, title in catalogue.headings.items()
    ]
    context = {"words": words, "hits": hits, "headings": [(title, found) for title, found in by_heading if found]}
    return render(request, "front/_hits.html" if is_partial(request) else "front/public_data.html", context)


def guide(request: HttpRequest) -> HttpResponse:
    """Answer "What would I need?" before anybody writes a word: the determination of a few choices."""
    asked = bool(request.GET)
    form = GuideForm(request.GET if asked else None)
    answer = None
    if asked and form.is_valid():
        answer = guidance.answer(form.choices(), at=clock.now())
    template = "front/_answer.html" if is_partial(request) else "front/guide.html"
    return render(request, template, {"form": form, "answer": answer, "is_redirect": _is_redirect(answer)})


def elsewhere(request: HttpRequest) -> HttpResponse:
    """Show where questions go that are not the office's; counted when somebody asks for one."""
    if request.method != "POST":
        at = day_of(clock.now())
        return render(request, "front/elsewhere.html", {"routes": guidance.routes(current_pack(at))})
    form = GuideForm(request.POST)
    if form.is_valid():
        answer = guidance.answer(form.choices(), at=clock.now())
        if answer.determination.outcome is Outcome.REDIRECT:
            require(request, Limited.REFERRAL)
            _count(request, answer.determination, form.cleaned_data["kind"], form.cleaned_data["purpose"])
            return render(request, "front/referred.html", {"determination": answer.determination})
    return redirect("elsewhere")


def _count(request: HttpRequest, determination: Determination, kind: str, purpose: str) -> None:
    if isinstance(request.user, User):
        by = request.user.as_actor
        referrals.record(determination=determination, kind=kind, purpose=purpose, by=by, at=clock.now())
    else:
        referrals.count_visitor(determination=determination, kind=kind, purpose=purpose, at=clock.now())


def _is_redirect(answer: guidance.Guidance | None) -> bool:
    return answer is not None and answer.determination.outcome is Outcome.REDIRECT
