"""Builds as the office sees them."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schoolgate.office import clock
from schoolgate.office.builds import actions, permissions, selectors, storage
from schoolgate.office.builds.models import Build
from schoolgate.office.builds.transitions import ACTIVE, BuildState
from schoolgate.office.errors import Hidden
from schoolgate.office.people.models import OFFICE_ROLES, Role, User
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.transitions import Step, allows
from schoolgate.portal.access import data_request_of, for_roles, is_partial, person
from schoolgate.portal.acts import carry_out
from schoolgate.portal.builds.sayings import said


def panel(request: HttpRequest, data_request: DataRequest) -> Mapping[str, object] | None:
    """Return what the desk's page shows of builds; None before there is any and while none can be asked for."""
    user = person(request)
    build = selectors.last_build(data_request)
    is_active = build is not None and build.state in ACTIVE
    may_ask = bool(permissions.may_build(user, data_request)) and allows(Step.FINISH_BUILD, data_request.state)
    if user.pk == data_request.owner_id or (build is None and not may_ask):
        return None
    return {"build": build, "is_active": is_active, "may_ask": may_ask and not is_active}


@for_roles(Role.ANALYST)
@require_POST
def ask(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Have a request built."""
    found = data_request_of(request, request_id)
    zeros = request.POST.get("zeros_reviewed") == "yes"
    return carry_out(
        request,
        lambda: actions.ask(request=found, by=person(request), at=clock.now(), zeros_reviewed=zeros),
        done=_("The build was asked for. It runs in the background."),
        back=reverse("desk_request", args=[found.pk]),
    )


@for_roles(*OFFICE_ROLES)
def show(request: HttpRequest, build_id: UUID) -> HttpResponse:
    """Show a build: how far it is, or what it made and what was found."""
    found = selectors.visible(person(request), build_id)
    return render(request, "builds/build.html", {"build": found, **shown(found, person(request))})


@for_roles(*OFFICE_ROLES)
def progress(request: HttpRequest, build_id: UUID) -> HttpResponse:
    """Return the part of a page that shows how far a build is; a person is shown the whole page."""
    found = selectors.visible(person(request), build_id)
    if not is_partial(request):
        return redirect("build", found.pk)
    answer = render(request, "builds/_progress.html", {"build": found, "is_active": found.state in ACTIVE})
    if found.state not in ACTIVE:
        answer["HX-Refresh"] = "true"
    return answer


@for_roles(Role.ANALYST, Role.REVIEWER, Role.RELEASER)
def file(request: HttpRequest, build_id: UUID, file_id: int) -> StreamingHttpResponse:
    """Send a file of a build to staff; a browser never shows it as a page of the office."""
    found = selectors.visible(person(request), build_id)
    permissions.may_open_data(person(request), found).require()
    wanted = found.files.filter(pk=file_id).first()
    if wanted is None:
        raise Hidden
    pieces = storage.sealed_files(found.pk).read(wanted.key)
    answer = StreamingHttpResponse(pieces, content_type="application/octet-stream")
    answer["Content-Length"] = str(wanted.size)
    name = f"{found.request.reference}-{wanted.name.rpartition('/')[2]}"
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return answer


def shown(build: Build, user: User) -> dict[str, object]:
    """Return what the template `builds/_build.html` needs beside the build."""
    may_open = bool(permissions.may_open_data(user, build))
    is_built = build.state == BuildState.BUILT
    return {
        "is_active": build.state in ACTIVE,
        "findings": said(build),
        "may_open": may_open,
        "preview": selectors.preview(build) if is_built and may_open else None,
        "files": build.files.all() if is_built else [],
    }
