"""One request of every kind, as documents, each with what the circular makes of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from schoolgate.sample.consents import ROSTER_ELEMENTS
from schoolgate.sample.facts import Facts

Table = dict[str, object]
_LOOKED = "The published reports show whole schools or whole grades only, not these groups together."


@dataclass(frozen=True, slots=True)
class RequestSample:
    """A request document: its file name without ending, what it shows, and the outcome the circular gives it."""

    name: str
    says: str
    expected: str
    document: dict[str, Table]


def request_samples(facts: Facts) -> Iterator[RequestSample]:
    """Yield every request of the sample, the simplest first."""
    yield from _aggregates(facts)
    yield from _rosters(facts)
    yield from _studies(facts)
    yield from _directory(facts)
    yield from _own_students(facts)
    yield from _elsewhere(facts)


def _document(
    facts: Facts, requester: Table, request: Table, population: Table, data: Table, evidence: Table
) -> dict[str, Table]:
    asked: Table = {"purpose": "planning", "use": "", "audience": ["internal"]} | request
    asked |= {"submitted": facts.submitted, "ferpa_exception": request.get("ferpa_exception", "none")}
    asked.setdefault("grant_funded", False)
    return {
        "requester": requester,
        "request": asked,
        "population": {"specific_group": False} | population,
        "data": data,
        "evidence": {"public_data_reviewed": _LOOKED} | evidence,
    }


def _outsider(kind: str, name: str, organisation: str = "") -> Table:
    mail = name.lower().replace(" ", ".")
    return {"kind": kind, "name": name, "email": f"{mail}@mail.example", "organisation": organisation}


def _partner(facts: Facts) -> Table:
    return _outsider("partner", "Imani Foss", facts.partner)


def _nda(facts: Facts) -> Table:
    signed = facts.submitted.date() - timedelta(days=60)
    ends = date(facts.submitted.year + 1, 6, 30)
    return {"requester_signed": signed, "district_signed": signed + timedelta(days=3), "ends": ends}


def _registered(facts: Facts, schools: tuple[str, ...]) -> Table:
    return {
        "school_year": facts.current_year,
        "organisation": True,
        "programs": dict.fromkeys(facts.partner_programs, True),
        "partnerships": dict.fromkeys(schools, True),
    }


def _aggregates(facts: Facts) -> Iterator[RequestSample]:
    reported: Table = {"level": "aggregate", "school_years": [facts.reported_year]}
    cross: Table = {
        "group_by": ["school", "grade", "english_learner"],
        "measures": ["students", "chronic_absence_rate", "attendance_rate"],
    }
    use = "Plan outreach to schools and grades where many English learners are often absent."
    agency = _outsider("agency", "Dana Whitlock", "Office for Children and Youth")
    yield RequestSample(
        "aggregate-agency",
        "An agency asks for counts and rates by school, grade and English learner status: small groups are hidden.",
        "proceed",
        _document(facts, agency, reported | {"use": use}, {}, cross, {}),
    )
    yield RequestSample(
        "aggregate-public",
        "A member of the public asks for students by school and race and ethnicity.",
        "proceed",
        _document(
            facts,
            _outsider("public", "Lee Marchetti"),
            reported | {"use": "Understand how schools differ.", "audience": ["public"]},
            {},
            {"group_by": ["school", "race_ethnicity"], "measures": ["students", "attendance_rate"]},
            {},
        ),
    )
    staff: Table = {
        "kind": "central_staff",
        "name": facts.administrator.name,
        "email": facts.administrator.email,
        "organisation": facts.district_name,
        "person_id": facts.administrator.person_id,
    }
    yield RequestSample(
        "aggregate-central-staff",
        "Central office asks by grade and gender for suspension and proficiency rates.",
        "proceed",
        _document(
            facts,
            staff,
            reported | {"use": "Prepare the yearly plan.", "audience": ["internal", "school_committee"]},
            {},
            {"group_by": ["grade", "gender"], "measures": ["students", "suspension_rate", "proficiency_rate"]},
            {},
        ),
    )
    without: Table = {"partnerbps": _registered(facts, facts.partner_schools), "school_agreements": {"exist": False}}
    yield RequestSample(
        "aggregate-partner-without-nda",
        "A partner asks for aggregate data and has no agreement: even counts need one.",
        "blocked",
        _document(
            facts,
            _partner(facts),
            reported | {"purpose": "services", "use": "Size next year's tutoring."},
            {"where": {"school": list(facts.partner_schools)}},
            {"group_by": ["school", "grade"], "measures": ["students", "attendance_rate"]},
            without,
        ),
    )


def _rosters(facts: Facts) -> Iterator[RequestSample]:
    def roster(name: str, says: str, expected: str, population: Table, **evidence: object) -> RequestSample:
        request: Table = {
            "purpose": "services",
            "use": "Tutors follow the attendance and marks of the students they work with.",
            "level": "roster",
            "school_years": [facts.current_year],
        }
        whole: Table = {
            "nda": _nda(facts),
            "partnerbps": _registered(facts, facts.partner_schools),
            "school_agreements": {"exist": True, "files": ["mou.pdf"]},
            "consents": "roster-partner-consents.csv",
        }
        data: Table = {"elements": list(ROSTER_ELEMENTS)}
        return RequestSample(
            name, says, expected, _document(facts, _partner(facts), request, population, data, whole | evidence)
        )

    listed: Table = {"specific_group": True, "ids": "roster-partner-ids.csv"}
    yield roster(
        "roster-partner",
        "A registered partner asks for its participants, with consents; some have a defect and are withheld.",
        "proceed",
        listed,
    )
    yield roster(
        "roster-missing-partnership",
        "The same, but PartnerBPS shows no partnership with one of the schools; which one, the records tell.",
        "blocked",
        listed,
        partnerbps=_registered(facts, facts.partner_schools[1:]),
    )
    unregistered = _registered(facts, facts.partner_schools)
    unregistered["programs"] = {name: place == 0 for place, name in enumerate(facts.partner_programs)}
    yield roster(
        "roster-unregistered-program",
        "The same, but one of the partner's programs is not registered.",
        "blocked",
        listed,
        partnerbps=unregistered,
    )
    yield roster(
        "roster-agreement-not-attached",
        "The same, but the agreement that the partner has with a school is not attached.",
        "blocked",
        listed,
        school_agreements={"exist": True, "files": []},
    )
    yield roster(
        "roster-specific-group-without-ids",
        "The same, but the group is named without student numbers.",
        "blocked",
        {"specific_group": True},
    )
    yield roster(
        "roster-names-instead-of-ids",
        "The same, but the list holds names where student numbers belong.",
        "blocked",
        {"specific_group": True, "ids": "roster-names-instead-of-ids.csv"},
    )


def _studies(facts: Facts) -> Iterator[RequestSample]:
    scholar = _outsider("researcher", "Noor Okafor", "Quayside University")
    proposal: Table = {
        "status": "approved",
        "approved": facts.submitted.date() - timedelta(days=70),
        "ends": facts.submitted.date() + timedelta(days=295),
    }
    request: Table = {
        "purpose": "research",
        "use": "How attendance in the middle grades goes with later achievement.",
        "audience": ["internal", "publication"],
        "level": "deidentified",
        "school_years": [facts.reported_year],
    }
    population: Table = {"where": {"grade": ["06", "07", "08"]}}
    traits = ["grade", "gender", "race_ethnicity", "english_learner", "iep", "low_income"]
    data: Table = {"elements": [*traits, "attendance_rate", "chronic_absence", "assessments"]}
    yield RequestSample(
        "deidentified-research",
        "A researcher with an approved proposal and a signed agreement asks for de-identified rows.",
        "proceed",
        _document(facts, scholar, request, population, data, {"nda": _nda(facts), "research_proposal": proposal}),
    )
    yield RequestSample(
        "research-without-proposal",
        "The same, paid for by a grant but without a proposal.",
        "blocked",
        _document(facts, scholar, request | {"grant_funded": True}, population, data, {"nda": _nda(facts)}),
    )
    partner: Table = {
        "nda": _nda(facts),
        "partnerbps": _registered(facts, facts.partner_schools),
        "school_agreements": {"exist": True, "files": ["mou.pdf"]},
    }
    yield RequestSample(
        "partner-evaluation",
        "A partner evaluates its own program: that is research, and needs a proposal.",
        "blocked",
        _document(
            facts,
            _partner(facts),
            request | {"purpose": "evaluation", "use": "Evaluate our tutoring."},
            population,
            data,
            partner,
        ),
    )
    yield RequestSample(
        "studies-exception",
        "A partner studies instruction for the district, with the agreement of the studies exception: no consents.",
        "proceed",
        _document(
            facts,
            _partner(facts),
            request | {"level": "roster", "ferpa_exception": "studies", "audience": ["internal"]},
            {"specific_group": True, "ids": "studies-exception-ids.csv"},
            {"elements": ["student_id", "grade", "attendance_rate", "course_marks"]},
            partner | {"research_proposal": proposal, "study_agreement": _study_agreement(facts)},
        ),
    )


def _study_agreement(facts: Facts) -> Table:
    nda = _nda(facts)
    clauses = ["purpose", "scope", "duration", "information", "no_identification", "destruction"]
    return {
        "signed": nda["requester_signed"],
        "ends": nda["ends"],
        "purpose": "improve_instruction",
        "clauses": clauses,
        "destroy_by": date(facts.submitted.year + 1, 12, 31),
    }


def _directory(facts: Facts) -> Iterator[RequestSample]:
    asker = _outsider("public", "Rosa Thornbury", "Alder Bay Alumni Club")
    request: Table = {
        "use": "Invite the oldest students to a scholarship evening.",
        "audience": ["public"],
        "level": "directory",
        "school_years": [facts.current_year],
    }
    data: Table = {"elements": ["name", "age", "grade", "enrollment_dates"]}
    yield RequestSample(
        "directory-public",
        "A member of the public asks for directory information of two grades: four items, without who opted out.",
        "proceed",
        _document(facts, asker, request, {"where": {"grade": ["11", "12"]}}, data, {}),
    )
    yield RequestSample(
        "directory-by-school",
        "The same of one school: the school is not directory information, so it may not select.",
        "refused",
        _document(facts, asker, request, {"where": {"school": [facts.largest_school]}}, data, {}),
    )


def _own_students(facts: Facts) -> Iterator[RequestSample]:
    def own(name: str, says: str, leads: bool, year: str, elements: list[str]) -> RequestSample:
        person = facts.principal if leads else facts.teacher
        requester: Table = {
            "kind": "school_leader" if leads else "teacher",
            "name": person.name,
            "email": person.email,
            "organisation": facts.district_name,
            "person_id": person.person_id,
        }
        request: Table = {"use": "Support my students.", "level": "roster", "school_years": [year]}
        return RequestSample(
            name, says, "proceed", _document(facts, requester, request, {}, {"elements": elements}, {})
        )

    elements = ["name", "student_id", "grade", "attendance_by_quarter", "course_marks"]
    needs = ["name", "student_id", "grade", "english_learner", "iep", "attendance_rate", "chronic_absence"]
    now, before = facts.current_year, facts.reported_year
    yield own("own-students-teacher", "A teacher asks for the students she teaches this year.", False, now, elements)
    yield own("own-school-leader", "A principal asks for the students of the school.", True, now, needs)
    yield own(
        "teacher-last-year",
        "The same teacher asks for last year: the rows are of those she taught then.",
        False,
        before,
        elements,
    )


def _elsewhere(facts: Facts) -> Iterator[RequestSample]:
    year = [facts.reported_year]
    counts: Table = {"group_by": ["school"], "measures": ["students", "chronic_absence_rate"]}
    one: Table = {"elements": ["name", "grade", "course_marks", "attendance_by_quarter"]}
    aggregate: Table = {"level": "aggregate", "school_years": year}
    yield RequestSample(
        "media",
        "A reporter asks: that is for the Communications Office.",
        "redirect",
        _document(
            facts,
            _outsider("media", "Casey Lindqvist", "The Alder Bay Courier"),
            aggregate | {"purpose": "journalism", "use": "A story on absence.", "audience": ["publication"]},
            {},
            counts,
            {},
        ),
    )
    yield RequestSample(
        "public-records",
        "A request under the public records law: that is for the Public Records Center.",
        "redirect",
        _document(
            facts,
            _outsider("public", "Morgan Adeyemi"),
            aggregate | {"purpose": "public_records", "use": "A public records request.", "audience": ["public"]},
            {},
            counts,
            {},
        ),
    )
    yield RequestSample(
        "own-child",
        "A mother asks for the records of her child: that is for the school, under circular LGL-07.",
        "redirect",
        _document(
            facts,
            _outsider("family", "Ana Beltrame"),
            {
                "purpose": "own_child",
                "use": "My child's marks.",
                "level": "roster",
                "school_years": [facts.current_year],
            },
            {"specific_group": True, "ids": "own-child-ids.csv"},
            one,
            {},
        ),
    )
    yield RequestSample(
        "agency-student-level",
        "An agency asks for named students: agencies get aggregate data only.",
        "refused",
        _document(
            facts,
            _outsider("agency", "Dana Whitlock", "Office for Children and Youth"),
            {"use": "Find students to visit.", "level": "roster", "school_years": [facts.current_year]},
            {"where": {"grade": ["09"]}},
            one,
            {"nda": _nda(facts)},
        ),
    )
