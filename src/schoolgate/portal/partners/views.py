"""The register: which organizations it holds, and taking in a new one."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schoolgate.core import BadInput, Fault
from schoolgate.office import clock
from schoolgate.office.partners import actions, permissions, selectors
from schoolgate.office.partners.models import RegisterImport
from schoolgate.office.people.models import OFFICE_ROLES
from schoolgate.portal.access import for_roles, person
from schoolgate.portal.limits.counting import require
from schoolgate.portal.limits.table import Limited

MAX_BYTES = 5 * 1024 * 1024
_PAGE = 100


class RegisterForm(forms.Form):
    """The register as a file."""

    file = forms.FileField(label=gettext_lazy("The register"), help_text=gettext_lazy("CSV, at most 5 MB"))


@for_roles(*OFFICE_ROLES)
def register(request: HttpRequest) -> HttpResponse:
    """Show the register; take in a new one, or show the fault of each line."""
    form = RegisterForm(request.POST, request.FILES) if request.method == "POST" else RegisterForm()
    faults: tuple[Fault, ...] = ()
    words = request.GET.get("words", "").strip()
    if request.method == "POST":
        require(request, Limited.UPLOAD)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > MAX_BYTES:
            form.add_error("file", _("The file is larger than 5 MB."))
        else:
            try:
                actions.take_in(content=file.read(), by=person(request), at=clock.now())
            except BadInput as error:
                faults = error.faults
            else:
                messages.success(request, _("The register was taken in."))
                return redirect("partners")
    context = {
        "form": form,
        "faults": faults,
        "columns": actions.COLUMNS,
        "newest": RegisterImport.objects.first(),
        "words": words,
        "page_of_rows": Paginator(selectors.lines(words), _PAGE).get_page(request.GET.get("page")),
        "may_take_in": bool(permissions.may_take_in(person(request))),
    }
    return render(request, "partners/partners.html", context, status=422 if request.method == "POST" else 200)
