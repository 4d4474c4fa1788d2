"""How students are picked: ID lists, and the guard on directory lists (R9, R52, R53)."""

import re

from schoolgate.core import IdList
from schoolgate.policy.case import Case
from schoolgate.policy.determination import Finding, Lane
from schoolgate.policy.pack import PolicyPack
from schoolgate.policy.reasons import Reason
from schoolgate.policy.sentences import finding

PERSONAL_KEYS = frozenset({"name", "date_of_birth", "birth_name", "student_id", "state_id", "student_email"})


def id_list(case: Case) -> Finding:
    """A specific group is looked up by student numbers, each of which can be read; names are no keys.

    The answer names lines, never whether a number belongs to anybody. Source: ODA-03, "Process" (R52, R53).
    """
    population = case.facts.query.population
    personal = tuple(c.attribute for c in population.where if c.attribute in PERSONAL_KEYS)
    if personal:
        return finding(Reason.NAMES_ARE_NO_KEYS, attributes=_listed(personal), details=personal)
    if population.ids is None:
        return finding(Reason.ID_LIST_ABSENT if population.specific_group else Reason.ID_LIST_NOT_NEEDED)
    if not population.ids.entries:
        return finding(Reason.ID_LIST_NAMES_ONLY)
    malformed = tuple(str(line) for line in malformed_lines(population.ids, case.pack))
    if malformed:
        return finding(
            Reason.ID_LIST_MALFORMED, source=population.ids.source, lines=_listed(malformed), details=malformed
        )
    return finding(Reason.ID_LIST_GIVEN)


def malformed_lines(ids: IdList, pack: PolicyPack) -> tuple[int, ...]:
    """Return the lines that hold neither a BPS nor a state student number."""
    number = re.compile(f"(?:{pack.bps_number})|(?:{pack.state_number})")
    return tuple(entry.line for entry in ids.entries if number.fullmatch(entry.student_id) is None)


def directory_selection(case: Case) -> Finding:
    """A directory list is picked by directory information alone: any other pick would tell about all on it.

    Source: ODA-03, directory information (R7, R9): school name and student number are not directory information.
    """
    if case.lane is not Lane.DIRECTORY:
        return finding(Reason.NOT_A_DIRECTORY)
    population = case.facts.query.population
    selectors = [c.attribute for c in population.where if c.attribute not in case.pack.directory_selectors]
    if population.ids is not None:
        selectors.append("a list of students")
    elif population.specific_group:
        selectors.append("membership of a group")
    if selectors:
        return finding(Reason.SELECTION_NOT_DIRECTORY, selectors=_listed(selectors), details=tuple(selectors))
    return finding(Reason.SELECTION_IS_DIRECTORY)


def _listed(words: tuple[str, ...] | list[str]) -> str:
    return ", ".join(words)
