"""The nearest ways that the circular allows, computed: each is a changed query that is decided again.

A way is only offered where it is better than what was asked (a better outcome, or fewer gates in the way) and not
refused itself.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from schoolgate.core import DataLevel, Population, Query
from schoolgate.policy.deflection import public_answers
from schoolgate.policy.determination import Alternative, Determination, Outcome
from schoolgate.policy.elements import Grouping, Measure
from schoolgate.policy.facts import Facts
from schoolgate.policy.pack import PolicyPack
from schoolgate.policy.reasons import Reason
from schoolgate.policy.redirects import route_of
from schoolgate.policy.vocabulary import FerpaException, RequesterKind

Decide = Callable[[Facts, PolicyPack], Determination]

_MOST_GROUPINGS = 4
_MOST_PUBLIC_ANSWERS = 3
_AGREEMENT_WAY = "An agency that audits an education program may ask for an audit agreement through the Legal Advisor."
_STUDIES_WAY = (
    "A study that the district sponsors may rest on a studies agreement in place of each family's consent; "
    "the non-disclosure agreement stays needed."
)
_SUPPRESSED_WAY = "Leave the legal basis empty to receive the same table with small groups hidden."


def nearest_allowed(facts: Facts, pack: PolicyPack, decided: Determination, decide: Decide) -> tuple[Alternative, ...]:
    """Return the ways that are better than what was asked, the nearest first."""
    ways = []
    for text, query in _changed_queries(facts, pack):
        changed = replace(facts, query=query)
        if route_of(changed, pack) is not None:
            continue
        other = decide(changed, pack)
        if other.outcome is not Outcome.REFUSED and _cost(other) < _cost(decided):
            ways.append(Alternative(text, query))
    ways += [Alternative(text) for text in _other_ways(facts)]
    if any(found.reason is Reason.PUBLIC_DATA_NOT_REVIEWED for found in decided.gates):
        answers = public_answers(facts.query, school_personnel=facts.requester.kind.is_staff)
        ways += [Alternative(f"Perhaps public already: {each.sentence}") for each in answers[:_MOST_PUBLIC_ANSWERS]]
    return tuple(ways)


def _cost(decided: Determination) -> tuple[int, int]:
    shut = sum(not found.status.is_open for found in decided.gates)
    return decided.outcome.strictness, shut


def _changed_queries(facts: Facts, pack: PolicyPack) -> Iterator[tuple[str, Query]]:
    query = facts.query
    if query.level is DataLevel.AGGREGATE:
        yield from _changed_tables(query, pack)
        return
    yield from _changed_elements(query, pack)
    if query.level is DataLevel.DIRECTORY:
        yield from _unfiltered_directory(query, pack)
    if query.population.specific_group and query.population.ids is None:
        cohort = replace(query.population, specific_group=False)
        yield (
            "Ask for a cohort that the records describe (grade, school, program) in place of the group.",
            replace(query, population=cohort),
        )
    if query.level is DataLevel.ROSTER and not facts.requester.kind.is_school:
        rows = tuple(name for name in query.elements if _leaves_on(pack, name, DataLevel.DEIDENTIFIED))
        text = "Ask for de-identified rows: no names or numbers, and random codes in their place."
        yield text, replace(query, level=DataLevel.DEIDENTIFIED, elements=rows)
    table = _as_table(query, pack)
    groups = _said([pack.grouping(name) for name in table.group_by]) or "the district"
    measures = _said([pack.measure(name) for name in table.measures])
    yield f"Ask for counts of groups: {measures}, by {groups}.", table


def _said(named: Sequence[Grouping | Measure | None]) -> str:
    """Return titles as they stand within a sentence."""
    titles = (one.title for one in named if one is not None)
    return ", ".join(title[0].lower() + title[1:] for title in titles)


def _changed_tables(query: Query, pack: PolicyPack) -> Iterator[tuple[str, Query]]:
    measures = tuple(dict.fromkeys(_mean_of(name, pack) for name in query.measures))
    if measures != query.measures and all(measures):
        yield f"Ask for {', '.join(measures)}: a mean shows no single student.", replace(query, measures=measures)
    if query.population.specific_group and query.population.ids is None:
        cohort = replace(query.population, specific_group=False)
        text = "Ask for a cohort that the records describe (grade, school, program) in place of the group."
        yield text, replace(query, population=cohort)


def _mean_of(measure: str, pack: PolicyPack) -> str:
    """Return the mean that comes nearest to a least, greatest or middle value; the measure itself where it is none."""
    if not pack.is_extreme(measure):
        return measure
    stem = measure.partition("_")[2]
    means = [known.id for known in pack.measures if known.id.startswith("mean_") and stem in known.id]
    return next((name for name in [f"mean_{stem}", stem, *means] if pack.measure(name) is not None), "")


def _changed_elements(query: Query, pack: PolicyPack) -> Iterator[tuple[str, Query]]:
    changed = tuple(dict.fromkeys(filter(None, (_nearest_element(name, query.level, pack) for name in query.elements))))
    if changed and changed != query.elements:
        dropped = ", ".join(name for name in query.elements if name not in changed)
        yield f"Ask for {', '.join(changed)} (without {dropped}).", replace(query, elements=changed)


def _nearest_element(name: str, level: DataLevel, pack: PolicyPack) -> str:
    """Return the element itself where it may leave at this level, else what comes nearest, else nothing."""
    element = pack.element(name)
    if element is None:
        return ""
    if _leaves_on(pack, name, level):
        return name
    return element.nearest if element.nearest and _leaves_on(pack, element.nearest, level) else ""


def _leaves_on(pack: PolicyPack, name: str, level: DataLevel) -> bool:
    element = pack.element(name)
    return element is not None and str(level) in element.lanes


def _unfiltered_directory(query: Query, pack: PolicyPack) -> Iterator[tuple[str, Query]]:
    where = tuple(c for c in query.population.where if c.attribute in pack.directory_selectors)
    items = tuple(name for name in query.elements if name in pack.directory_items) or pack.directory_items
    open_list = replace(query, population=Population(where=where), elements=items)
    if open_list.population != query.population:
        yield "Ask for the directory list of the whole district, picked by no other attribute.", open_list


def _as_table(query: Query, pack: PolicyPack) -> Query:
    """Return the same question as counts of groups."""
    known = [element for name in query.elements if (element := pack.element(name)) is not None]
    selected = [c.attribute for c in query.population.where if pack.grouping(c.attribute) is not None]
    groups = dict.fromkeys([*selected, *(element.as_grouping for element in known if element.as_grouping)])
    measures = dict.fromkeys(["students", *(element.as_measure for element in known if element.as_measure)])
    where = tuple(c for c in query.population.where if c.attribute in pack.selectors)
    return Query(
        level=DataLevel.AGGREGATE,
        school_years=query.school_years,
        population=Population(where=where),
        group_by=tuple(groups)[:_MOST_GROUPINGS],
        measures=tuple(measures),
    )


def _other_ways(facts: Facts) -> Iterator[str]:
    kind, level, exception = facts.requester.kind, facts.query.level, facts.ferpa_exception
    if kind is RequesterKind.AGENCY and level.is_student_level and exception is not FerpaException.AUDIT:
        yield _AGREEMENT_WAY
    if kind is RequesterKind.AGENCY and level is DataLevel.AGGREGATE and facts.evidence.legal_basis.strip():
        yield _SUPPRESSED_WAY
    is_external = kind in {RequesterKind.PARTNER, RequesterKind.RESEARCHER}
    lacks_consent = level is DataLevel.ROSTER and exception is FerpaException.NONE and not facts.evidence.consents
    if is_external and lacks_consent:
        yield _STUDIES_WAY
