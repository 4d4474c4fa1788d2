"""The Data Request Form: one page for each step, saved as somebody writes, and complete without JavaScript."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schoolgate.core import BadInput
from schoolgate.office import clock
from schoolgate.office.clock import day_of
from schoolgate.office.errors import Hidden
from schoolgate.office.requests import determinations, id_lists, permissions
from schoolgate.office.requests.actions import attachments, drafts
from schoolgate.office.requests.documents import Asked
from schoolgate.office.requests.drafts import Draft
from schoolgate.office.requests.id_lists import CheckedIds, IdLine
from schoolgate.office.requests.models import AttachmentKind, DataRequest
from schoolgate.office.requests.transitions import State
from schoolgate.policy.deflection import PublicAnswer, public_answers
from schoolgate.policy.versions import current_pack
from schoolgate.policy.vocabulary import RequesterKind
from schoolgate.portal.access import data_request_named, data_request_of, is_partial, person, signed_in
from schoolgate.portal.limits.counting import require
from schoolgate.portal.limits.table import Limited
from schoolgate.portal.requests import uploads
from schoolgate.portal.requests.choices import offered
from schoolgate.portal.requests.forms import STEPS, StepForm
from schoolgate.portal.requests.previews import preview

_MAX_LIST_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Stage:
    """A step as the page shows it."""

    key: str
    title: object
    is_current: bool
    is_done: bool


@signed_in
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a request, or a copy of an earlier one."""
    if request.method != "POST":
        return redirect("home")
    user, at = person(request), clock.now()
    copied = request.POST.get("copy", "")
    if copied:
        made = drafts.copy_as_new(request=data_request_named(request, copied), by=user, at=at)
    else:
        made = drafts.begin(owner=user, by=user, at=at)
    return redirect("request_edit", made.pk, "purpose")


@signed_in
def edit(request: HttpRequest, request_id: UUID, step: str) -> HttpResponse:
    """Show a step, or keep what was written in it."""
    data_request = writable(request, request_id)
    form_class = STEPS[step][1] if step in STEPS else None
    if form_class is None:
        raise Hidden
    pack = current_pack(day_of(clock.now()))
    form = form_class(
        request.POST if request.method == "POST" else None,
        draft=Draft.from_json(data_request.draft),
        offered=offered(pack, day_of(clock.now())),
        needed_by=data_request.needed_by,
    )
    _fit(form, data_request)
    if request.method != "POST":
        return _page(request, data_request, step, form)
    return _keep(request, data_request, step, form)


@signed_in
@require_POST
def remove_attachment(request: HttpRequest, request_id: UUID, attachment_id: int) -> HttpResponse:
    """Take a document back."""
    data_request = writable(request, request_id)
    found = permissions.attachments_visible_to(person(request)).filter(pk=attachment_id, request=data_request).first()
    if found is None:
        raise Hidden
    attachments.remove(attachment=found, by=person(request), at=clock.now())
    return redirect("request_edit", data_request.pk, "evidence")


@signed_in
@require_POST
def discard(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    drafts.discard(request=writable(request, request_id), by=person(request), at=clock.now())
    messages.info(request, _("The draft was thrown away."))
    return redirect("home")


def writable(request: HttpRequest, request_id: UUID) -> DataRequest:
    """Return a request whose words the person may change now. Raises Hidden."""
    found = data_request_of(request, request_id)
    if not permissions.may_write(person(request), found) or State(found.state) not in drafts.WRITABLE:
        raise Hidden
    return found


def stages(current: str) -> list[Stage]:
    """Return the steps of the form with the current one marked."""
    keys = list(STEPS)
    return [Stage(key, STEPS[key][0], key == current, keys.index(key) < keys.index(current)) for key in keys]


def _fit(form: StepForm, data_request: DataRequest) -> None:
    """Leave out questions that do not concern this requester."""
    kind = RequesterKind(data_request.owner.kind)
    if "school_agreements" in form.fields and kind is not RequesterKind.PARTNER:
        del form.fields["school_agreements"]
    if "legal_basis" in form.fields and kind is not RequesterKind.AGENCY:
        del form.fields["legal_basis"]


def _keep(request: HttpRequest, data_request: DataRequest, step: str, form: StepForm) -> HttpResponse:
    """Keep every answer that can be kept, then go on; a faulty one is shown again with what is wrong."""
    user, at = person(request), clock.now()
    is_valid = form.is_valid()
    needed_by = form.cleaned_data.get("needed_by") if "needed_by" in form.fields else data_request.needed_by
    kept = drafts.save(request=data_request, draft=form.changed(), needed_by=needed_by, by=user, at=at)
    checked = _keep_ids(request, kept, form)
    fault = "" if is_partial(request) else _keep_document(request, kept)
    if is_partial(request):
        kept.refresh_from_db()
        context = {"saved_at": at, "checked": checked, "form": form if not is_valid else None, **_needs(kept)}
        return render(request, "requests/_saved.html", context)
    if not is_valid or (checked is not None and checked.faulty) or fault:
        return _page(request, kept, step, form, checked=checked, upload_fault=fault)
    if "stay" in request.POST or "document" in request.FILES:
        return redirect("request_edit", kept.pk, step)
    keys = list(STEPS)
    following = keys[keys.index(step) + 1]
    return (
        redirect("request_review", kept.pk) if following == "review" else redirect("request_edit", kept.pk, following)
    )


def _keep_ids(request: HttpRequest, data_request: DataRequest, form: StepForm) -> CheckedIds | None:
    """Keep a pasted or uploaded list once every line holds a number; return it checked, None where none came."""
    if "ids_text" not in form.fields:
        return None
    text = request.POST.get("ids_text", "")
    upload = request.FILES.get("ids_file")
    if isinstance(upload, UploadedFile):
        require(request, Limited.UPLOAD)
        if (upload.size or 0) > _MAX_LIST_BYTES:  # cut short, it would be another list
            return CheckedIds((IdLine(1, "", _("The file is larger than 1 MB.")),))
        text = upload.read(_MAX_LIST_BYTES).decode("utf-8-sig", errors="replace")
    if not text.strip():
        return None
    checked = id_lists.check(text, current_pack(day_of(clock.now())))
    if not checked.faulty or "drop_faulty" in request.POST:
        drafts.set_ids(request=data_request, numbers=checked.good, by=person(request), at=clock.now())
        return CheckedIds(tuple(line for line in checked.lines if not line.fault))
    return checked


def _keep_document(request: HttpRequest, data_request: DataRequest) -> str:
    """Keep a document that was handed in; return what is wrong with it, empty where nothing is."""
    upload = request.FILES.get("document")
    if not isinstance(upload, UploadedFile):
        return ""
    require(request, Limited.UPLOAD)
    judged = uploads.judge(upload)
    if judged.fault:
        return judged.fault
    kind = request.POST.get("document_kind", "")
    attachments.attach(
        request=data_request,
        kind=AttachmentKind(kind) if kind in AttachmentKind.values else AttachmentKind.OTHER,
        name=uploads.safe_name(upload.name or ""),
        media_type=judged.media_type,
        chunks=upload.chunks(),
        by=person(request),
        at=clock.now(),
    )
    return ""


def _page(
    request: HttpRequest,
    data_request: DataRequest,
    step: str,
    form: StepForm,
    *,
    checked: CheckedIds | None = None,
    upload_fault: str = "",
) -> HttpResponse:
    data_request.refresh_from_db()
    context = {
        "data_request": data_request,
        "form": form,
        "step": step,
        "stages": stages(step),
        "checked": checked,
        "upload_fault": upload_fault,
        "attachments": data_request.attachments.filter(removed_at=None),
        "attachment_kinds": AttachmentKind.choices,
        **_needs(data_request),
    }
    if step == "evidence":
        context["public_answers"] = _public_answers(data_request)
    return render(request, f"requests/step_{step}.html" if step in _OWN_PAGES else "requests/step.html", context)


_OWN_PAGES = frozenset({"students", "evidence"})


def _needs(data_request: DataRequest) -> dict[str, object]:
    """Return what the panel "What will I need?" shows; nothing while the draft can't be read."""
    draft = Draft.from_json(data_request.draft)
    at = clock.now()
    shown: dict[str, object] = {"data_request": data_request, "preview": preview(draft, current_pack(day_of(at)))}
    if not (draft.purpose and draft.level):
        return {**shown, "decided": None}
    try:
        found = determinations.preview(data_request, Asked.of_draft(data_request, at), day_of(at))
    except BadInput:
        return {**shown, "decided": None}
    return {**shown, "decided": found.determination}


def _public_answers(data_request: DataRequest) -> tuple[PublicAnswer, ...]:
    at = clock.now()
    try:
        decided = determinations.preview(data_request, Asked.of_draft(data_request, at), day_of(at))
    except BadInput:
        return ()
    return public_answers(decided.facts.query, school_personnel=bool(data_request.owner.person_id))
