"""The tables `requester`, `request`, `population` and `data` of a request document."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from schoolgate.core import Condition, DataLevel, IdList, Population, SchoolYear
from schoolgate.policy.facts import Requester
from schoolgate.policy.gates.population import PERSONAL_KEYS
from schoolgate.policy.pack import PolicyPack
from schoolgate.policy.table_reader import TableReader
from schoolgate.policy.vocabulary import Audience, Channel, FerpaException, Purpose, RequesterKind


@dataclass(frozen=True, slots=True)
class RequestPart:
    """The table `request`: how the data will be used, for whom, at which level, and how the request came in."""

    purpose: Purpose
    use: str
    audience: tuple[Audience, ...]
    level: DataLevel
    school_years: tuple[SchoolYear, ...]
    submitted_at: datetime
    ferpa_exception: FerpaException
    grant_funded: bool
    channel: Channel
    entered_by: str


def read_requester(table: TableReader) -> Requester:
    """Read who asks."""
    requester = Requester(
        kind=table.choice("kind", RequesterKind),
        name=table.text("name"),
        email=_email(table),
        organisation=table.text("organisation", required=False),
        person_id=table.text("person_id", required=False),
        debarred_until=table.day("debarred_until"),
    )
    if requester.kind is RequesterKind.PARTNER and not requester.organisation:
        table.fault("organisation", "request.organisation", "A partner names its organisation.", "Add organisation.")
    table.close()
    return requester


def _email(table: TableReader) -> str:
    text = table.text("email")
    _, address = parseaddr(text)
    local, at, domain = address.rpartition("@")
    is_whole = bool(local and at and "." in domain.strip(".")) and address == text and " " not in text
    if text and not is_whole:
        table.fault("email", "request.email", f"{text!r} is not an e-mail address.", "Write it like name@example.org.")
    return text


def read_request_part(table: TableReader) -> RequestPart:
    """Read the purpose, the use, the audience, the level, the years and the rest."""
    part = RequestPart(
        purpose=table.choice("purpose", Purpose),
        use=table.text("use"),
        audience=table.choices("audience", Audience, required=True),
        level=table.choice("level", DataLevel),
        school_years=_school_years(table),
        submitted_at=table.instant("submitted"),
        ferpa_exception=table.choice("ferpa_exception", FerpaException, default=FerpaException.NONE),
        grant_funded=table.flag("grant_funded"),
        channel=table.choice("channel", Channel, default=Channel.FORM),
        entered_by=table.text("entered_by", required=False),
    )
    if part.channel is not Channel.FORM and not part.entered_by:
        message = "A request that came by mail or telephone is entered by somebody."
        table.fault("channel", "request.entered-by", message, "Add entered_by: the name of who entered it.")
    table.close()
    return part


def _school_years(table: TableReader) -> tuple[SchoolYear, ...]:
    years = []
    for label in table.texts("school_years", required=True):
        try:
            years.append(SchoolYear.parse(label))
        except ValueError as error:
            table.fault("school_years", "request.school-year", str(error), "Write it like 2024-25.")
    return tuple(years)


def read_population(table: TableReader, ids: IdList | None, pack: PolicyPack) -> Population:
    """Read whose data is asked for; the attributes that select must be known to the pack."""
    population = Population(table.flag("specific_group"), ids, _conditions(table, pack))
    table.close()
    return population


def read_asked(
    table: TableReader, level: DataLevel | None, pack: PolicyPack
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Read elements, grouping and measures, each known to the pack; the level says which of them must be there."""
    needs_elements = level is not None and level.is_student_level
    needs_measures = level is not None and not level.is_student_level
    elements = _known(table, "elements", frozenset(e.id for e in pack.elements), needs_elements)
    group_by = _known(table, "group_by", frozenset(g.id for g in pack.groupings), is_needed=False)
    measures = _measures(table, pack, is_needed=needs_measures)
    table.close()
    return elements, group_by, measures


def _conditions(population: TableReader, pack: PolicyPack) -> tuple[Condition, ...]:
    where = population.table("where")
    if where is None:
        return ()
    names = where.names()
    known = pack.selectors | PERSONAL_KEYS
    for name in names:
        if name not in known:
            mend = f"Use one of: {', '.join(sorted(pack.selectors))}."
            where.fault(name, "request.unknown-attribute", f"Students can't be selected by {name!r}.", mend)
    return tuple(Condition(name, where.texts(name, required=True)) for name in names)


def _measures(data: TableReader, pack: PolicyPack, *, is_needed: bool) -> tuple[str, ...]:
    """Read the measures; a least, greatest or middle value is no fault of writing, the gate refuses it."""
    return _known(data, "measures", frozenset(m.id for m in pack.measures), is_needed, is_known_too=pack.is_extreme)


def _known(
    data: TableReader,
    name: str,
    known: frozenset[str],
    is_needed: bool,
    *,
    is_known_too: Callable[[str], bool] = lambda _: False,
) -> tuple[str, ...]:
    asked = data.texts(name, required=is_needed)
    for word in asked:
        if word not in known and not is_known_too(word):
            message = f"{word!r} is not known under {name}."
            data.fault(name, f"request.unknown-{name.replace('_', '-')}", message, data.mend_for(word, known))
    return asked
