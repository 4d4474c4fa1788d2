"""From a request and a store to a release: determine, build, check, write aside, rename into place."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from schoolgate.core import QUERY_SOURCE, BadInput, NotAllowed, Progress, SchoolYear, silent
from schoolgate.policy.at_release import determine_at_release
from schoolgate.policy.determination import Determination, Lane
from schoolgate.policy.document import RequestDocument
from schoolgate.policy.versions import current_pack
from schoolgate.policy.vocabulary import RequesterKind
from schoolgate.release.aggregate import build_aggregate, build_shown, protect_years, shown_years
from schoolgate.release.beside import EarlierTable, Linked, Unpublished, link
from schoolgate.release.built import Built, OfficeFile, rows_csv, students_csv, withheld_csv
from schoolgate.release.deidentified import build_deidentified
from schoolgate.release.directory import build_directory
from schoolgate.release.files import Manifest, MethodNote, write_bundle
from schoolgate.release.folder import ReleaseFolder
from schoolgate.release.key_maps import kept_codes, project_codes
from schoolgate.release.own_students import build_own_students
from schoolgate.release.permits import Permit
from schoolgate.release.records import facts_of
from schoolgate.release.roster import build_roster
from schoolgate.release.small_groups import SMALL_GROUPS_FILE, SmallGroups, shows_small_groups
from schoolgate.release.structural_zeros import impossible_groups
from schoolgate.release.tables import YearTable, outcomes_of, rates_of, sums_of, year_table
from schoolgate.warehouse.engine import DuckDbEngine, Engine
from schoolgate.warehouse.extract import Extract
from schoolgate.warehouse.offerings import grades_offered
from schoolgate.warehouse.scope import Scope
from schoolgate.warehouse.small_groups import Printed, students_in_small_groups
from schoolgate.warehouse.snapshot import Snapshot
from schoolgate.warehouse.store import Store

SOURCE = "source.json"
ENGINE: Engine = DuckDbEngine()


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a release is made by beside the request and the records: its id, who reviewed its zeros, what is out.

    draws_codes: whether students of a de-identified project who have no code yet get one; checking draws none.
    """

    release_id: str
    zeros_reviewed_by: str = ""
    beside: tuple[EarlierTable, ...] = ()
    draws_codes: bool = True


class NotDetermined(NotAllowed):
    """The determination is not `proceed`; it says clause by clause why."""

    def __init__(self, determination: Determination) -> None:
        self.determination = determination
        super().__init__(determination.reasons())


@dataclass(frozen=True, slots=True)
class Release:
    """What was written: where, under which id, how many rows, and the digest that tells any later change."""

    path: Path
    release_id: str
    rows: int
    withheld_count: int | None
    digest: str
    determination: Determination
    to_look_at: tuple[str, ...] = ()


def decide(document: RequestDocument, snapshot: Snapshot, on: date, small_groups: SmallGroups | None = None) -> Permit:
    """Return the decision on a request for a day, whatever its outcome."""
    facts = document.facts(on, facts_of(snapshot, document, on))
    pack = current_pack(on)
    submitted_under = current_pack(document.submitted_on)
    decided = small_groups if shows_small_groups(facts, pack, small_groups) else None
    return Permit(facts, pack, determine_at_release(facts, at_submission=submitted_under, at_release=pack), decided)


def build_release(
    document: RequestDocument,
    store: Store,
    out: Path,
    *,
    on: date,
    zeros_reviewed_by: str = "",
    beside: Sequence[EarlierTable] = (),
    small_groups: SmallGroups | None = None,
    progress: Progress = silent,
) -> Release:
    """Build the dataset that the circular allows, with everything that must come with it.

    zeros_reviewed_by: who has marked grades that a school does not offer as structural zeros (T2); nobody if empty.
    beside: tables that are out, beside which a table of groups is protected wherever it counts the same students.
    small_groups: the decision of people by which an agency sees small groups (R46); the command line makes none.
    The folder appears whole or not at all. Raises NotDetermined where something stands against it, NotAllowed where
    no lawful dataset can be made, CheckFailed where the verifier finds a fault, BadInput for a target in use or a disk
    that takes no more.
    """
    snapshot = store.snapshot()
    permit = decide(document, snapshot, on, small_groups)
    if permit.against:
        raise NotDetermined(permit.determination)
    release_id = release_id_of(document, snapshot, on)
    recipe = Recipe(release_id, zeros_reviewed_by, tuple(beside))
    with ReleaseFolder(out) as folder:
        with document.placing_faults():
            built = build(permit, snapshot, store.path, recipe, consents_on=on, progress=progress)
        with folder.writing():
            write_bundle(folder.directory, built.dataset, _note(permit, built), progress=progress)
            for file in _office_files(permit, built, document, recipe):
                (folder.office / file.name).write_bytes(file.content)
            digest = folder.publish(_manifest(permit, built, snapshot, release_id))
    rows = built.dataset.row_count
    return Release(out, release_id, rows, built.withheld_count, digest, permit.determination, built.to_look_at)


def build(
    permit: Permit,
    snapshot: Snapshot,
    store: Path,
    recipe: Recipe,
    *,
    consents_on: date,
    progress: Progress = silent,
) -> Built:
    """Return the release before it is written. consents_on: the day for which consents are asked."""
    lane = permit.determination.lane
    if lane is Lane.AGGREGATE:
        years = year_tables(permit, snapshot, recipe)
        if permit.small_groups is not None:
            shown = build_shown(permit, shown_years(years))
            return replace(shown, office=(*shown.office, _behind_small_groups(permit, snapshot)))
        return build_aggregate(permit, protect_years(permit, years, progress=progress))
    progress("reading records", 0, 1)
    extract = _extract(permit, snapshot)
    progress("reading records", 1, 1)
    if lane is Lane.DEIDENTIFIED:
        regions = {school.name: school.region_name for school in snapshot.schools() if school.region_name}
        seed = int(recipe.release_id[-8:], 16)
        codes = partial(project_codes if recipe.draws_codes else kept_codes, store, project_of(permit))
        return build_deidentified(permit, extract, regions=regions, codes=codes, seed=seed)
    if lane is Lane.DIRECTORY:
        return build_directory(permit, extract)
    if lane is Lane.OWN_STUDENTS:
        return build_own_students(permit, extract)
    return build_roster(permit, extract, consents_on=consents_on)


def year_tables(permit: Permit, snapshot: Snapshot, recipe: Recipe) -> tuple[Linked, ...]:
    """Return one table for each school year asked for, linked to what is out.

    Raises NotAllowed for zeros that no reviewer may show, BadInput where nothing but the school year groups.
    """
    if recipe.zeros_reviewed_by and not permit.determination.disclosure.reviewer_may_show_zeros:
        raise NotAllowed(["For this audience no zero is shown, not even one that a reviewer has marked as structural."])
    query = permit.facts.query
    groups = tuple(group for group in query.group_by if group != "school_year")
    if not groups:
        message = "A table needs a grouping beside the school year."
        mend = "Group by school or grade: the row of all groups together is in the table too."
        raise BadInput.at(QUERY_SOURCE, message, mend, rule="query.no-grouping", column="data.group_by")
    return tuple(
        link(
            partial(_year_table, permit, snapshot, year, recipe),
            [each for each in recipe.beside if each.school_year == year],
        )
        for year in query.school_years
    )


def _year_table(permit: Permit, snapshot: Snapshot, year: SchoolYear, recipe: Recipe, more: Unpublished) -> YearTable:
    query = permit.facts.query
    measures = (*query.measures, *more.measures)
    groups = tuple(group for group in query.group_by if group != "school_year")
    cuboid = ENGINE.cuboid(
        snapshot,
        scope_of(permit, snapshot),
        query.population,
        year,
        (*groups, *more.groups),
        outcomes_of(measures),
        sums_of(query.measures),
    )
    table = year_table(
        cuboid,
        year,
        query.measures,
        query.population,
        unpublished_groups=more.groups,
        unpublished_measures=more.measures,
    )
    if recipe.zeros_reviewed_by:
        return replace(table, structural_zeros=impossible_groups(table, grades_offered(snapshot, year)))
    return table


def _behind_small_groups(permit: Permit, snapshot: Snapshot) -> OfficeFile:
    """Return the students whom small groups count that are shown: what is told of so few is told of them."""
    query, threshold = permit.facts.query, permit.determination.disclosure.threshold
    groups = tuple(group for group in query.group_by if group != "school_year")
    rated = tuple(rate.outcome for rate in rates_of(query.measures))
    printed = Printed(groups, outcomes_of(query.measures), rated)
    students = [
        (str(year), student)
        for year in query.school_years
        for student in students_in_small_groups(snapshot, query.population, year, printed, threshold)
    ]
    return OfficeFile(SMALL_GROUPS_FILE, students_csv(students))


def scope_of(permit: Permit, snapshot: Snapshot) -> Scope:
    """Return the rows that the requester may reach: a leader's and a teacher's own, else those of the district."""
    requester, on = permit.facts.requester, permit.facts.on
    if permit.determination.lane is not Lane.OWN_STUDENTS:
        return Scope.district()
    if requester.kind is RequesterKind.SCHOOL_LEADER:
        return Scope.leader(snapshot, requester.person_id, on)
    return Scope.teacher(snapshot, requester.person_id, on)


def project_of(permit: Permit) -> str:
    """Return the name of the project that record codes belong to: who asks, for what, for which use."""
    facts = permit.facts
    return " | ".join([facts.requester.recipient, str(facts.purpose), facts.use])


def release_id_of(document: RequestDocument, snapshot: Snapshot, on: date) -> str:
    """Return the id of a release: the day, and a hash of the request's bytes and the snapshot."""
    content = hashlib.sha256(document.path.read_bytes() + snapshot.id.encode()).hexdigest()
    return f"R-{on:%Y%m%d}-{content[:8]}"


def _extract(permit: Permit, snapshot: Snapshot) -> Extract:
    query = permit.facts.query
    years: Sequence[SchoolYear] = query.school_years
    return ENGINE.rows(snapshot, scope_of(permit, snapshot), query.population, years, query.elements, permit.facts.on)


def _note(permit: Permit, built: Built) -> MethodNote:
    return MethodNote(
        title=built.dataset.title,
        what=built.what,
        made_for=permit.facts.requester.recipient,
        terms=permit.terms,
        protection=built.protection,
        withheld=built.withheld_count,
        limits=built.limits,
    )


def _office_files(permit: Permit, built: Built, document: RequestDocument, recipe: Recipe) -> tuple[OfficeFile, ...]:
    determination = json.dumps(permit.determination.to_document(), indent=2, ensure_ascii=False) + "\n"
    source = {
        "request": str(document.path.resolve()),
        "on": permit.facts.on.isoformat(),
        "zeros_reviewed_by": recipe.zeros_reviewed_by,
        "small_groups": None if permit.small_groups is None else permit.small_groups.to_json(),
    }
    files = [
        OfficeFile("determination.json", determination.encode("utf-8")),
        OfficeFile("request.json" if document.path.suffix == ".json" else "request.toml", document.path.read_bytes()),
        OfficeFile(SOURCE, (json.dumps(source, indent=2) + "\n").encode("utf-8")),
        OfficeFile("withheld.csv", withheld_csv(built.withheld)),
        *built.office,
    ]
    if built.to_look_at:
        files.append(OfficeFile("look-at.txt", "".join(f"{text}\n" for text in built.to_look_at).encode("utf-8")))
    if built.row_students:
        files.append(OfficeFile("rows.csv", rows_csv(built.row_students)))
    return tuple(files)


def _manifest(permit: Permit, built: Built, snapshot: Snapshot, release_id: str) -> Manifest:
    """Return the manifest. One neutral reason for all who were withheld: a requester gets a bare count (ADR 0701)."""
    count = built.withheld_count
    return Manifest(
        release_id=release_id,
        level=permit.facts.query.level,
        lane=str(permit.determination.lane),
        policy=permit.determination.policy,
        snapshot=snapshot.id,
        on=permit.facts.on,
        rows=built.dataset.row_count,
        withheld=() if count is None else (("not_released", count),),
    )
