"""What each button of the desk does: its form, and the action it calls."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schoolgate.office import clock
from schoolgate.office.errors import NotNow
from schoolgate.office.people.models import User
from schoolgate.office.requests import selectors
from schoolgate.office.requests.actions import denials, desk, extensions, fees, thread
from schoolgate.office.requests.models import DataRequest, Denial, Reconsideration
from schoolgate.portal.access import person
from schoolgate.portal.desk import forms as desk_forms

Work = Callable[[HttpRequest, DataRequest, forms.Form], object]


@dataclass(frozen=True, slots=True)
class Act:
    """A button: the form behind it, what it does, and what is said when it is done."""

    form: type[forms.Form]
    work: Work
    done: str | Promise


def _assign(request: HttpRequest, found: DataRequest, form: forms.Form) -> None:
    chosen = form.cleaned_data["assignee"]
    to = User.objects.get(pk=chosen) if chosen else None
    desk.assign(request=found, to=to, by=person(request), at=clock.now())


def _start(request: HttpRequest, found: DataRequest, _form: forms.Form) -> None:
    desk.start(request=found, by=person(request), at=clock.now())


def _ask(request: HttpRequest, found: DataRequest, form: forms.Form) -> None:
    thread.ask(request=found, text=form.cleaned_data["text"], by=person(request), at=clock.now())


def _remark(request: HttpRequest, found: DataRequest, form: forms.Form) -> None:
    thread.remark(request=found, text=form.cleaned_data["text"], by=person(request), at=clock.now())


def _note(request: HttpRequest, found: DataRequest, form: forms.Form) -> None:
    thread.note(request=found, text=form.cleaned_data["text"], by=person(request), at=clock.now())


def _answer_publicly(request: HttpRequest, found: DataRequest, form: forms.Form) -> None:
    desk.answer_publicly(request=found, text=form.cleaned_data["text"], by=person(request), at=clock.now())


def _fee(request: HttpRequest, found: DataRequest, form: desk_forms.FeeForm) -> None:
    fees.offer(request=found, estimate=form.estimate(), by=person(request), at=clock.now())


def _extend(request: HttpRequest, found: DataRequest, form: forms.Form) -> None:
    said = form.cleaned_data
    extensions.give_more_time(
        request=found, new_due_on=said["new_due_on"], reason=said["reason"], by=person(request), at=clock.now()
    )


def _propose_denial(request: HttpRequest, found: DataRequest, form: desk_forms.DenialForm) -> None:
    denials.propose(request=found, grounds=form.grounds(), by=person(request), at=clock.now())


def _approve_denial(request: HttpRequest, found: DataRequest, _form: forms.Form) -> None:
    denials.approve(denial=_proposed(found), by=person(request), at=clock.now())


def _drop_denial(request: HttpRequest, found: DataRequest, _form: forms.Form) -> None:
    denials.drop(denial=_proposed(found), by=person(request), at=clock.now())


def _decide(request: HttpRequest, found: DataRequest, form: forms.Form) -> None:
    asked = Reconsideration.objects.filter(denial__request=found, decided_at=None).first()
    if asked is None:
        raise NotNow([gettext("There is nothing to reconsider.")])
    said = form.cleaned_data
    denials.decide(
        reconsideration=asked,
        uphold=said["uphold"] == "yes",
        decision=said["decision"],
        by=person(request),
        at=clock.now(),
    )


def _evidence(name: str) -> Work:
    def work(request: HttpRequest, found: DataRequest, form: desk_forms.EvidenceForm) -> None:
        desk.record_evidence(request=found, name=name, table=form.table() or None, by=person(request), at=clock.now())

    return work  # type: ignore[return-value]  # called with the form of its own act alone


def _proposed(found: DataRequest) -> Denial:
    denial = selectors.proposed_denial(found)
    if denial is None:
        raise NotNow([gettext("No denial is proposed.")])
    return denial


ACTS: dict[str, Act] = {
    "assign": Act(desk_forms.AssignForm, _assign, _("Assigned.")),
    "start": Act(forms.Form, _start, _("Work is started.")),
    "ask": Act(desk_forms.TextForm, _ask, _("The question was sent. The clock waits.")),
    "remark": Act(desk_forms.TextForm, _remark, _("The message was sent.")),
    "note": Act(desk_forms.TextForm, _note, _("The note was kept.")),
    "answer-publicly": Act(desk_forms.TextForm, _answer_publicly, _("Closed as answered by public data.")),
    "fee": Act(desk_forms.FeeForm, _fee, _("The requester was told the fee.")),  # type: ignore[arg-type]  # its form
    "extend": Act(desk_forms.ExtensionForm, _extend, _("The date was moved, and the requester was told.")),
    "propose-denial": Act(desk_forms.DenialForm, _propose_denial, _("Proposed. A releaser decides.")),  # type: ignore[arg-type]  # its form
    "approve-denial": Act(forms.Form, _approve_denial, _("Denied. The requester was told.")),
    "drop-denial": Act(forms.Form, _drop_denial, _("The proposal was dropped.")),
    "decide": Act(desk_forms.DecisionForm, _decide, _("Decided. The requester was told.")),
    "evidence-nda": Act(desk_forms.NdaForm, _evidence("nda"), _("The agreement was recorded.")),
    "evidence-proposal": Act(desk_forms.ProposalForm, _evidence("research_proposal"), _("The proposal was recorded.")),
}
