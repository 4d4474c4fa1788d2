"""The last step of the form: everything once more, what is missing, and the button."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from schoolgate.core import BadInput, Fault
from schoolgate.office import clock
from schoolgate.office.clock import day_of
from schoolgate.office.requests.actions import drafts, referrals, submission
from schoolgate.office.requests.actions.submission import NotYet, SentElsewhere
from schoolgate.office.requests.drafts import Draft
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.transitions import State
from schoolgate.policy.determination import Determination, GateId
from schoolgate.policy.versions import current_pack
from schoolgate.portal.access import person, signed_in
from schoolgate.portal.limits.counting import require
from schoolgate.portal.limits.table import Limited
from schoolgate.portal.requests.editing import stages, writable
from schoolgate.portal.requests.forms import STEP_OF_KEY
from schoolgate.portal.requests.previews import preview

_STEP_OF_GATE: dict[GateId | None, str] = {
    GateId.PUBLIC_DATA_REVIEW: "evidence",
    GateId.SCHOOL_AGREEMENTS: "evidence",
    GateId.ID_LIST: "students",
}


@dataclass(frozen=True, slots=True)
class ToMend:
    """Something to mend before submitting: a sentence, and the step where it is mended; empty where none is."""

    text: str
    step: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a submission would come to: determined, or with what has to be mended first."""

    determination: Determination | None
    to_mend: tuple[ToMend, ...] = ()
    is_elsewhere: bool = False


@signed_in
def review(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Show the request once more, or submit it."""
    data_request = writable(request, request_id)
    if request.method == "POST":
        return _submit(request, data_request)
    return _page(request, data_request, _check(data_request))


def _submit(request: HttpRequest, data_request: DataRequest) -> HttpResponse:
    user, at = person(request), clock.now()
    require(request, Limited.SUBMIT)
    try:
        submitted = submission.submit(request=data_request, by=user, at=at)
    except SentElsewhere as sent:
        return _send_elsewhere(request, data_request, sent.determination)
    except (BadInput, NotYet):
        return _page(request, data_request, _check(data_request))
    words = {"reference": submitted.reference, "email": submitted.owner.email}
    messages.success(request, _("Submitted as %(reference)s. A confirmation goes to %(email)s.") % words)
    return redirect("request", submitted.pk)


def _send_elsewhere(request: HttpRequest, data_request: DataRequest, determination: Determination) -> HttpResponse:
    """Keep a referral and no request (T33)."""
    user, at = person(request), clock.now()
    purpose = str(data_request.draft.get("purpose", ""))
    referrals.record(
        determination=determination, kind=data_request.owner.kind, purpose=purpose, by=user.as_actor, at=at
    )
    if data_request.state == State.DRAFT:
        drafts.discard(request=data_request, by=user, at=at)
    return render(request, "front/referred.html", {"determination": determination})


def _check(data_request: DataRequest) -> Checked:
    try:
        return Checked(submission.check(data_request, clock.now()).determination)
    except SentElsewhere as sent:
        return Checked(sent.determination, is_elsewhere=True)
    except BadInput as error:
        return Checked(None, tuple(_to_mend(fault) for fault in error.faults))
    except NotYet as error:
        return Checked(None, tuple(ToMend(text, _STEP_OF_GATE.get(gate, "purpose")) for gate, text in error.missing))


def _to_mend(fault: Fault) -> ToMend:
    key = fault.column or ""
    step = next((step for start, step in STEP_OF_KEY.items() if key.startswith(start)), "")
    words = {
        "request.purpose": _("Say what the data is for."),
        "request.use": _("Say how the data will be used."),
        "request.audience": _("Say with whom you will share it."),
        "request.level": _("Choose the kind of data."),
        "request.school_years": _("Choose the school years."),
        "data.elements": _("Choose the data elements."),
        "data.measures": _("Choose what to show for each group."),
        "requester.organisation": _("Name your organization on the page of your account."),
    }
    return ToMend(words.get(key, f"{fault.message} {fault.mend}"), step)


def _page(request: HttpRequest, data_request: DataRequest, checked: Checked) -> HttpResponse:
    draft = Draft.from_json(data_request.draft)
    context = {
        "data_request": data_request,
        "draft": draft,
        "stages": stages("review"),
        "checked": checked,
        "decided": checked.determination,
        "preview": preview(draft, current_pack(day_of(clock.now()))),
        "attachments": data_request.attachments.filter(removed_at=None),
    }
    return render(request, "requests/review.html", context)
