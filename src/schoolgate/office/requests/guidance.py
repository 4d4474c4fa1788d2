"""What a request would need, told from a few choices before anybody writes a word."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schoolgate.core import DataLevel, Population, Query, SchoolYear
from schoolgate.office.clock import day_of
from schoolgate.policy.determination import Determination, Redirect
from schoolgate.policy.determine import determine
from schoolgate.policy.facts import Agreement, Evidence, Facts, Requester
from schoolgate.policy.pack import PolicyPack
from schoolgate.policy.versions import current_pack
from schoolgate.policy.vocabulary import Audience, FerpaException, Purpose, RequesterKind

_USUAL_ELEMENTS = {
    DataLevel.DIRECTORY: ("name", "grade"),
    DataLevel.ROSTER: ("name", "grade", "attendance_by_quarter", "course_marks"),
    DataLevel.DEIDENTIFIED: ("grade", "attendance_by_quarter"),
}
_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody chose."""

    kind: RequesterKind
    purpose: Purpose
    level: DataLevel
    ferpa_exception: FerpaException = FerpaException.NONE
    specific_group: bool = False
    has_agreement: bool = False


@dataclass(frozen=True, slots=True)
class Guidance:
    """The determination of a usual request with these choices, as if it were submitted now."""

    choices: Choices
    determination: Determination


def answer(choices: Choices, *, at: datetime) -> Guidance:
    """Determine a usual request: what would be met, what would be missing, and when an answer would come."""
    on = day_of(at)
    return Guidance(choices, determine(_facts(choices, at, on), current_pack(on)))


def _facts(choices: Choices, at: datetime, on: date) -> Facts:
    is_table = choices.level is DataLevel.AGGREGATE
    query = Query(
        level=choices.level,
        school_years=(SchoolYear.of(on),),
        population=Population(specific_group=choices.specific_group),
        elements=_USUAL_ELEMENTS.get(choices.level, ()),
        group_by=("school",) if is_table else (),
        measures=("students", "attendance_rate") if is_table else (),
    )
    nda = Agreement(requester_signed=on, district_signed=on, ends=on + _YEAR) if choices.has_agreement else None
    return Facts(
        query=query,
        requester=Requester(choices.kind),
        purpose=choices.purpose,
        use="(asked at the front door)",
        audience=(Audience.INTERNAL,),
        submitted_at=at,
        on=on,
        ferpa_exception=choices.ferpa_exception,
        evidence=Evidence(nda=nda),
    )


def routes(pack: PolicyPack) -> tuple[tuple[Redirect, str], ...]:
    """Return where questions go that are not the office's, with how each is reached."""
    return pack.contacts.routes
