"""How the values of a request are said to people. Every value of every vocabulary has words here."""

from collections.abc import Iterable
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schoolgate.policy.versions import current_pack

WORDS: dict[str, str | Promise] = {
    # who asks
    "school_leader": _("school leader"),
    "teacher": _("teacher"),
    "central_staff": _("central office staff"),
    "researcher": _("researcher"),
    "partner": _("school-community partner"),
    "agency": _("agency outside the district"),
    "media": _("media"),
    "public": _("the public"),
    "policymaker": _("policymaker"),
    "family": _("parent, guardian or student"),
    # purposes
    "services": _("to give or improve services to students"),
    "research": _("research"),
    "evaluation": _("to evaluate a program"),
    "audit": _("an audit of an education program"),
    "journalism": _("journalism"),
    "public_records": _("a public records request"),
    "own_child": _("the record of one student, such as my child"),
    "planning": _("planning"),
    "legal_process": _("a subpoena, court order or other legal process"),
    "recruitment": _("recruitment, military or college"),
    # audiences
    "internal": _("only my organization"),
    "named_partners": _("partners that I name"),
    "funder": _("a funder"),
    "school_committee": _("the School Committee"),
    "publication": _("a publication"),
    # levels
    "aggregate": _("counts of groups"),
    "deidentified": _("rows of students without names"),
    "roster": _("rows of named students"),
    "directory": _("directory information"),
    "own_students": _("my own students"),
    "redirect": _("sent elsewhere"),
    # exceptions
    "none": _("no exception"),
    "studies": _("a study that the district sponsors"),
    "school_official": _("a school official's task"),
    # classes of elements
    "identifier": _("identifies a student"),
    "personal": _("personal"),
    "status": _("status"),
    "academic": _("academic"),
    "restricted": _("never given out"),
    # outcomes
    "proceed": _("can go ahead"),
    "needs_person": _("a person decides"),
    "blocked": _("something is missing"),
    "refused": _("not allowed"),
    # gate statuses
    "met": _("met"),
    "missing": _("missing"),
    "not_needed": _("not needed"),
    # gates
    "public_data_review": _("Public data"),
    "partnerbps": _("PartnerBPS registration"),
    "school_agreements": _("Agreements with schools"),
    "nda": _("Non-disclosure agreement"),
    "study_agreement": _("Studies or audit agreement"),
    "research_proposal": _("Research proposal"),
    "consent": _("Family consent"),
    "id_list": _("Student numbers"),
    "row_scope": _("Whose students"),
    "directory_selection": _("Directory selection"),
    "audience": _("Audience"),
    "elements": _("Data elements"),
    "fee": _("Fee"),
    # clocks
    "clarification": _("First contact"),
    "fulfilment": _("Answer"),
    "not_started": _("not started"),
    "running": _("running"),
    "paused": _("paused"),
    # where people are sent
    "communications_office": _("Communications Office"),
    "public_records_center": _("Public Records Center"),
    "individual_records": _("the student's school"),
    "legal_advisor": _("Legal Advisor"),
    # how a request came
    "form": _("by the form"),
    "email": _("by mail"),
    "phone": _("by telephone"),
}


def word(value: object) -> str | Promise:
    """Return how a value is said; one without words is said as it is written, without underscores."""
    return WORDS.get(str(value), str(value).replace("_", " "))


def element_titles(ids: Iterable[str]) -> list[str]:
    """Return the titles of data elements."""
    pack = current_pack(date.max)
    return [found.title if (found := pack.element(each)) else each for each in ids]


def measure_titles(ids: Iterable[str]) -> list[str]:
    """Return the titles of measures."""
    pack = current_pack(date.max)
    return [found.title if (found := pack.measure(each)) else each for each in ids]


def grouping_titles(ids: Iterable[str]) -> list[str]:
    """Return the titles of groupings."""
    pack = current_pack(date.max)
    return [found.title if (found := pack.grouping(each)) else each for each in ids]
