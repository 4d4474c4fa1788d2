"""Court papers that bar somebody from consenting, and families who opt out of directory information."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from schoolgate.core import SchoolYear
from schoolgate.office.clock import day_of
from schoolgate.office.consents import falls, identities, permissions, selectors
from schoolgate.office.consents.actions.withdrawing import refresh_requests
from schoolgate.office.consents.models import ConsentRecord, CustodyBar, OptOut
from schoolgate.office.errors import NotNow
from schoolgate.office.ledger import actions as ledger
from schoolgate.office.ledger.students import student_code
from schoolgate.office.people.models import User


def bar(*, student_number: str, email: str, paper: str, by: User, at: datetime) -> CustodyBar:
    """Bar somebody by a court paper: their links end, and what they signed no longer counts (D4). Raises Forbidden."""
    permissions.may_keep(by).require()
    code = student_code(student_number)
    with transaction.atomic():
        made = CustodyBar.objects.create(
            student_code=code,
            student_sealed=identities.sealed_student(student_number),
            email_sealed=identities.sealed_email(email),
            email_code=identities.email_code(email),
            paper=paper.strip(),
            recorded_at=at,
            recorded_by=by,
        )
        ledger.append(event="custody.barred", subject=f"bar:{made.pk}", by=by.as_actor, at=at)
    _refresh(made, at)
    return made


def end_bar(*, bar: CustodyBar, by: User, at: datetime) -> None:
    """End a bar. Raises Forbidden, and NotNow where it has ended."""
    permissions.may_keep(by).require()
    with transaction.atomic():
        if not CustodyBar.objects.filter(pk=bar.pk, ended_at=None).update(ended_at=at):
            raise NotNow([_("The bar has ended already.")])
        ledger.append(event="custody.bar_ended", subject=f"bar:{bar.pk}", by=by.as_actor, at=at)
    _refresh(bar, at)


def _refresh(bar: CustodyBar, at: datetime) -> None:
    touched = ConsentRecord.objects.filter(student_code=bar.student_code, signer_code=bar.email_code)
    refresh_requests(touched.values_list("recipient", flat=True), at)


def opt_out(*, student_number: str, school_year: SchoolYear, by: User, at: datetime) -> OptOut:
    """Keep a student's directory information in for a school year (D1), and recall the lists that are out with it.

    Raises Forbidden; NotNow where it is so already.
    """
    permissions.may_keep(by).require()
    try:
        with transaction.atomic():
            made = OptOut.objects.create(
                student_code=student_code(student_number),
                student_sealed=identities.sealed_student(student_number),
                school_year_ends_in=school_year.ends_in,
                recorded_on=day_of(at),
                recorded_by=by,
            )
            details = {"school_year": str(school_year)}
            ledger.append(
                event="directory.opted_out", subject=f"opt-out:{made.pk}", by=by.as_actor, at=at, details=details
            )
            out = selectors.out_about(student_number)
            falls.tell_opted_out(falls.OptedOut(student_number, school_year, at, out))
    except IntegrityError as error:
        raise NotNow([_("The opt-out is recorded already.")]) from error
    return made


def take_back_opt_out(*, opt_out: OptOut, by: User, at: datetime) -> None:
    """Let directory information out again at the family's word. Raises Forbidden and NotNow."""
    permissions.may_keep(by).require()
    with transaction.atomic():
        if not OptOut.objects.filter(pk=opt_out.pk, taken_back_on=None).update(taken_back_on=day_of(at)):
            raise NotNow([_("The opt-out was taken back already.")])
        ledger.append(event="directory.opt_out_ended", subject=f"opt-out:{opt_out.pk}", by=by.as_actor, at=at)
