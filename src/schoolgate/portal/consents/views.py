"""Looking consents up."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from schoolgate.office import clock
from schoolgate.office.clock import day_of
from schoolgate.office.consents import identities, permissions, selectors
from schoolgate.office.consents.models import ConsentImport, ConsentRecord
from schoolgate.office.errors import Hidden
from schoolgate.policy.consents import standing_reason
from schoolgate.policy.versions import current_pack
from schoolgate.portal.access import for_roles, person
from schoolgate.portal.consents.forms import NumberForm
from schoolgate.portal.consents.panel import REASONS
from schoolgate.portal.histories import history

_SHOWN = 20


@for_roles(*permissions.READERS)
def overview(request: HttpRequest) -> HttpResponse:
    """Look up a student's consents; list the files that came in and the links that wait."""
    form = NumberForm(request.POST if request.method == "POST" else None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = [(one, _stands(one)) for one in selectors.of_student(form.cleaned_data["number"])]
    context = {
        "form": form,
        "found": found,
        "imports": ConsentImport.objects.select_related("by")[:_SHOWN],
        "page_of_rows": Paginator(selectors.asks_that_wait(clock.now()), _SHOWN).get_page(request.GET.get("page")),
        "may_keep": bool(permissions.may_keep(person(request))),
    }
    return render(request, "consents/consents.html", context)


@for_roles(*permissions.READERS)
def show(request: HttpRequest, consent_id: int) -> HttpResponse:
    """Show one consent, what happened to it, and what is out under it."""
    record = record_of(consent_id)
    titles = {element.id: element.title for element in current_pack(day_of(clock.now())).elements}
    context = {
        "record": record,
        "number": identities.student_of(record.student_sealed),
        "signer_name": identities.name_of(record.signer_name_sealed) if record.signer_name_sealed else "",
        "granted": [titles.get(element, element) for element in record.elements],
        "denied": [titles.get(element, element) for element in record.denied],
        "stands": _stands(record),
        "out": selectors.out_under(record) if record.revoked_on else (),
        "history": history(record.subject, for_office=True),
        "may_keep": bool(permissions.may_keep(person(request))),
    }
    return render(request, "consents/consent.html", context)


def record_of(consent_id: int) -> ConsentRecord:
    """Return one consent. Raises Hidden where there is none."""
    record = selectors.all_records().filter(pk=consent_id).first()
    if record is None:
        raise Hidden
    return record


def _stands(record: ConsentRecord) -> str:
    """Return why a consent does not hold today for whom it names, empty where it does."""
    read, on = selectors.as_policy_reads(record), day_of(clock.now())
    reason = standing_reason(read, recipient=record.recipient, purpose=record.purpose, on=on)
    return "" if reason is None else str(REASONS.get(reason, _("does not hold")))
