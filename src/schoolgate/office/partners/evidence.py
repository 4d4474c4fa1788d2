"""What the register says of a partner, for determinations to read."""

from datetime import date

from schoolgate.core import SchoolYear
from schoolgate.office.partners.models import Part, RegisterImport
from schoolgate.office.requests.drafts import Draft
from schoolgate.office.requests.models import DataRequest
from schoolgate.policy.consents import plain
from schoolgate.policy.facts import Evidence, PartnerRegistration, Partnership, ProgramRegistration


def source(request: DataRequest, asked: Draft, on: date) -> Evidence:  # noqa: ARG001  # a registration is of no request
    """Return the registration of the requester's organization, of this school year or the newest before it.

    Nothing where the register does not know the organization: what staff recorded by hand stands then.
    """
    newest = RegisterImport.objects.first()
    if newest is None or not request.owner.organisation:
        return Evidence()
    lines = list(
        newest.lines.filter(
            organisation_plain=plain(request.owner.organisation), school_year_ends_in__lte=SchoolYear.of(on).ends_in
        )
    )
    if not lines:
        return Evidence()
    year = max(line.school_year_ends_in for line in lines)
    lines = [line for line in lines if line.school_year_ends_in == year]
    return Evidence(
        partnerbps=PartnerRegistration(
            school_year_ends_in=year,
            organisation=any(line.part == Part.ORGANISATION and line.is_registered for line in lines),
            programs=tuple(
                ProgramRegistration(line.name, line.is_registered) for line in lines if line.part == Part.PROGRAM
            ),
            partnerships=tuple(
                Partnership(line.name, line.is_registered) for line in lines if line.part == Part.PARTNERSHIP
            ),
        )
    )
