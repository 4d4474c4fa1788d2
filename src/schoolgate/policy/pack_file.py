"""Reads a policy pack from its TOML file. Every fault is told with its line and the mend."""

import re
from datetime import date
from pathlib import Path

from schoolgate.policy.clauses import CLAUSES
from schoolgate.policy.clocks import ClockDays
from schoolgate.policy.determination import DisclosureRules, Lane, Redirect
from schoolgate.policy.elements import Element, ElementClass, Grouping, HealthTier, Measure, MeasureKind
from schoolgate.policy.marked_document import MarkedDocument, marked, read_marked
from schoolgate.policy.pack import (
    GRADES,
    AgreementRules,
    AudienceRule,
    Contacts,
    FeeTable,
    MonthDay,
    PolicyPack,
    Reading,
    RouteWords,
    SignerRules,
    SurveyRule,
)
from schoolgate.policy.table_reader import FaultBook, TableReader
from schoolgate.policy.vocabulary import Audience

_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_LEVELS = ("exact", "ambiguous")


def load_pack(path: Path) -> PolicyPack:
    """Read and check a pack. Raises BadInput with every fault found: file, line, dotted key, mend."""
    return _pack_of(read_marked(path))


def parse_pack(text: str, *, source: str) -> PolicyPack:
    """Read and check a pack from its text. Raises BadInput as `load_pack` does."""
    return _pack_of(marked(text, source=source))


def _pack_of(document: MarkedDocument) -> PolicyPack:
    book = FaultBook(document)
    top = TableReader.of(book)
    pack = _read(top)
    top.close()
    _check_whole(pack, top)
    book.raise_any()
    return pack


def _read(top: TableReader) -> PolicyPack:
    disclosure, numbers = top.section("disclosure"), top.section("student_numbers")
    everyday, public = _disclosure(disclosure)
    pack = PolicyPack(
        id=top.text("id"),
        version=top.text("version"),
        title=top.text("title"),
        issuer=top.text("issuer"),
        effective_from=top.day("effective_from"),
        superseded_on=top.day("superseded_on"),
        disclosure=everyday,
        disclosure_for_public=public,
        extreme_measures=disclosure.texts("extreme_measures", required=True),
        days=_days(top.section("days")),
        bps_number=_pattern(numbers, "bps"),
        state_number=_pattern(numbers, "state"),
        signers=_signers(top.section("rights")),
        partnerbps_updated_by=_month_day(top.section("partnerbps"), "updated_by"),
        opt_out_by=_month_day(top.section("directory"), "opt_out_by"),
        directory_selectors=top.section("directory").texts("selectors", required=True),
        days_to_opt_out=top.section("directory").whole("days_to_opt_out"),
        agreements=_agreements(top.section("agreements")),
        audience=_audience(top.section("audience")),
        survey=_survey(top.section("survey")),
        chronic_absence_percent=top.section("records").number("chronic_absence_percent"),
        temporary_record_years=top.section("records").whole("temporary_record_years"),
        fees=_fees(top.section("fees")),
        words=_words(top.section("redirects")),
        contacts=_contacts(top.section("contacts")),
        elements=_elements(top.section("elements")),
        measures=_measures(top.section("measures")),
        groupings=_groupings(top.section("groupings")),
        readings=_readings(top.section("readings")),
    )
    disclosure.close()
    numbers.close()
    return pack


def _disclosure(table: TableReader) -> tuple[DisclosureRules, DisclosureRules]:
    everyday = DisclosureRules(
        threshold=table.whole("threshold"),
        level=table.text("level"),
        zeros_hidden=table.flag("zeros_hidden", required=True),
        reviewer_may_show_zeros=table.flag("reviewer_may_show_zeros", required=True),
        k=table.whole("k"),
        rate_band_percent=table.whole("rate_band_percent"),
    )
    if everyday.level not in _LEVELS:
        table.fault("level", "pack.level", f"The level {everyday.level!r} is not known.", "Write exact or ambiguous.")
    for name in ("threshold", "k"):
        if getattr(everyday, name) < 2:
            table.fault(name, "pack.threshold", f"{name} under 2 hides nothing.", "Write the circular's number.")
    tighter = table.section("public")
    public = DisclosureRules(
        threshold=everyday.threshold,
        level=everyday.level,
        zeros_hidden=everyday.zeros_hidden,
        reviewer_may_show_zeros=tighter.flag("reviewer_may_show_zeros", required=True),
        k=everyday.k,
        rate_band_percent=tighter.whole("rate_band_percent"),
    )
    tighter.close()
    return everyday, everyday.stricter(public)


def _days(table: TableReader) -> ClockDays:
    days = ClockDays(
        clarification_amber=table.whole("clarification_amber"),
        clarification_breach=table.whole("clarification_breach"),
        general=table.whole("general"),
        partner=table.whole("partner"),
        research=table.whole("research"),
    )
    table.close()
    return days


def _pattern(table: TableReader, name: str) -> str:
    text = table.text(name)
    try:
        re.compile(text)
    except re.error as error:
        table.fault(name, "pack.pattern", f"{name} is no pattern: {error}.", "Write it like '[0-9]{10}'.")
    return text


def _signers(table: TableReader) -> SignerRules:
    rules = SignerRules(
        student_may_sign_from_age=table.whole("student_may_sign_from_age"),
        student_may_sign_from_grade=table.text("student_may_sign_from_grade"),
        student_alone_from_age=table.whole("student_alone_from_age"),
    )
    if rules.student_may_sign_from_grade not in GRADES:
        table.fault(
            "student_may_sign_from_grade", "pack.grade", "This is no grade.", f"Use one of: {', '.join(GRADES)}."
        )
    table.close()
    return rules


def _month_day(table: TableReader, name: str) -> MonthDay:
    found = _MONTH_DAY.fullmatch(table.text(name))
    if found is None:
        table.fault(name, "pack.month-day", f"{name} is no day of the year.", 'Write month and day: "09-30".')
        return MonthDay(1, 1)
    month_day = MonthDay(int(found[1]), int(found[2]))
    try:
        month_day.in_year(2001)
    except ValueError:
        table.fault(name, "pack.month-day", f"{found[0]} is not in every year.", "Write a day that every year has.")
    return month_day


def _agreements(table: TableReader) -> AgreementRules:
    rules = AgreementRules(
        study_purposes=table.texts("study_purposes", required=True),
        study_clauses=table.texts("study_clauses", required=True),
        audit_clauses=table.texts("audit_clauses", required=True),
        approvals_for_small_groups=table.whole("approvals_for_small_groups"),
    )
    table.close()
    return rules


def _audience(table: TableReader) -> tuple[tuple[Audience, AudienceRule], ...]:
    rules = tuple((audience, table.choice(str(audience), AudienceRule)) for audience in Audience)
    table.close()
    return rules


def _survey(table: TableReader) -> SurveyRule:
    rule = SurveyRule(table.number("response_rate_over_percent"), table.whole("responses_at_least"))
    table.close()
    return rule


def _fees(table: TableReader) -> FeeTable:
    fees = FeeTable(
        currency=table.text("currency"),
        per_1000_students=table.number("per_1000_students"),
        per_hour=table.number("per_hour"),
        hours_assumed=table.number("hours_assumed"),
        per_school_year=table.number("per_school_year"),
        per_element=table.number("per_element"),
    )
    table.close()
    return fees


def _words(table: TableReader) -> RouteWords:
    words = RouteWords(table.texts("media_words"), table.texts("legal_words"), table.texts("legal_agencies"))
    table.close()
    return words


def _contacts(table: TableReader) -> Contacts:
    routes = tuple((redirect, table.text(str(redirect))) for redirect in Redirect)
    contacts = Contacts(table.text("office"), table.text("appeal"), table.text("partnerbps"), routes)
    table.close()
    return contacts


def _elements(table: TableReader) -> tuple[Element, ...]:
    return tuple(_element(name, table.section(name)) for name in table.names())


def _element(name: str, table: TableReader) -> Element:
    element = Element(
        id=name,
        title=table.text("title"),
        kind=table.choice("class", ElementClass),
        lanes=table.choices("lanes", Lane),
        clauses=table.texts("clauses", required=True),
        health=table.choice("health", HealthTier, default=HealthTier.NONE),
        restricted=table.text("restricted", required=False),
        nearest=table.text("nearest", required=False),
        as_grouping=table.text("as_grouping", required=False),
        as_measure=table.text("as_measure", required=False),
    )
    for number in element.clauses:
        if number not in CLAUSES:
            table.fault("clauses", "pack.clause", f"There is no number {number!r}.", "Use R1 to R72 or D1 to D24.")
    if element.is_restricted and (element.lanes or not element.restricted):
        mend = "Leave lanes empty and say why under restricted."
        table.fault("class", "pack.restricted", f"{name} is restricted but has lanes or no reason.", mend)
    if element.health is not HealthTier.NONE and not element.is_restricted:
        table.fault(
            "health", "pack.health", f"{name} is health data and not restricted.", 'Write class = "restricted".'
        )
    table.close()
    return element


def _measures(table: TableReader) -> tuple[Measure, ...]:
    measures = []
    for name in table.names():
        row = table.section(name)
        measures.append(Measure(name, row.text("title"), row.choice("kind", MeasureKind)))
        row.close()
    return tuple(measures)


def _groupings(table: TableReader) -> tuple[Grouping, ...]:
    return tuple(Grouping(name, table.text(name)) for name in table.names())


def _readings(table: TableReader) -> tuple[Reading, ...]:
    readings = []
    for name in table.names():
        row = table.section(name)
        readings.append(Reading(name, row.text("text"), row.text("adr")))
        row.close()
    return tuple(readings)


def _check_whole(pack: PolicyPack, top: TableReader) -> None:
    """Note what no single table can tell: names that point nowhere, a version that ends before it begins."""
    begins = pack.effective_from or date.min
    if pack.superseded_on is not None and pack.superseded_on <= begins:
        top.fault("superseded_on", "pack.dates", "The version ends before it begins.", "Put a later day.")
    elements = top.section("elements")
    for element in pack.elements:
        targets = (
            ("nearest", element.nearest, pack.element(element.nearest)),
            ("as_grouping", element.as_grouping, pack.grouping(element.as_grouping)),
            ("as_measure", element.as_measure, pack.measure(element.as_measure)),
        )
        for key, name, target in targets:
            if name and target is None:
                row = elements.section(element.id)
                row.fault(key, "pack.dangling", f"{key} names {name!r}, which is not there.", "Name one that is.")
