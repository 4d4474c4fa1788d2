"""The numbers of the circular (R) and of the law beside it (D), with the law each rests on.

Longer than a page because it is one table. Every finding's numbers are checked against it, the reference pages are
made from it, and the tests demand a test for each number that this software can meet.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """Which part of the system meets a requirement first."""

    POLICY = "policy"
    CLOCKS = "clocks"
    CATALOGUE = "catalogue"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Clause:
    """One requirement in our own words. `why_not_here` says why it waits for the web office."""

    number: str
    title: str
    law: tuple[str, ...] = ()
    part: Part = Part.POLICY
    why_not_here: str = ""


_TABLE = (
    Clause("R1", "The circular holds until a later version replaces it"),
    Clause("R2", "Partners, policymakers and the education community are welcome to ask"),
    Clause(
        "R3",
        "Requests are handled for quality, timeliness, security and appropriateness",
        part=Part.OFFICE,
        why_not_here="the four figures need the record of all requests",
    ),
    Clause(
        "R4", "Every request is weighed against federal, state and local rules", ("34 CFR 99.30", "603 CMR 23.07(4)")
    ),
    Clause("R5", "Exactly the listed items are directory information", ("34 CFR 99.3",)),
    Clause("R6", "Directory items may go out without explicit consent", ("34 CFR 99.37", "603 CMR 23.07(4)(a)")),
    Clause("R7", "Everything else needs express consent or a named exemption", ("34 CFR 99.30", "603 CMR 23.07(4)")),
    Clause("R8", "Schools do not share student data outside", ("603 CMR 23.07(4)",)),
    Clause("R9", "Birth date, student number and school name are not directory information", ("34 CFR 99.3",)),
    Clause("R10", "Requests for other student data go to the Office of Data and Accountability"),
    Clause(
        "R11",
        "Directory information is name, age, grade level and dates of enrolment",
        ("34 CFR 99.3", "603 CMR 23.07(4)(a)"),
    ),
    Clause("R12", "Many datasets are public already"),
    Clause("R13", "Review the public data before asking"),
    Clause("R14", "Departments present to the School Committee", part=Part.CATALOGUE),
    Clause("R15", "Public data comes in six types", part=Part.CATALOGUE),
    Clause(
        "R16",
        "School personnel have further reports",
        part=Part.CATALOGUE,
    ),
    Clause("R17", "Certain additional data may be asked for; nobody is entitled to it"),
    Clause("R18", "Federal, state and district rules protect families", ("20 USC 1232g", "34 CFR 99", "603 CMR 23.00")),
    Clause("R19", "No identifiable data without family or student consent", ("34 CFR 99.3", "34 CFR 99.30")),
    Clause("R20", "Three common exceptions: studies, audit, school official", ("34 CFR 99.31(a)(1), (3), (6)",)),
    Clause("R21", "Research and evaluation need a proposal first, whoever asks"),
    Clause("R22", "A grant does not guarantee approval"),
    Clause("R23", "Guidelines and application for research are on the district's pages"),
    Clause("R24", "Student-level data needs a signed agreement", ("34 CFR 99.31(a)(6)(iii)(C)", "34 CFR 99.35(a)(3)")),
    Clause("R25", "Agreements are executed before anything is shared"),
    Clause("R26", "Individual student records follow circular LGL-7", ("34 CFR 99.10", "603 CMR 23.07(2)")),
    Clause("R27", "What is asked and who asks decide together; the stricter wins"),
    Clause("R28", "Counts of groups are generally available without consent", ("34 CFR 99.31(b)(1)",)),
    Clause("R29", "Groups of fewer than 10 students are suppressed", ("34 CFR 99.31(b)(1)",)),
    Clause("R30", "Counts of groups also go through the request process"),
    Clause("R31", "De-identified student-level data needs a current signed agreement", ("34 CFR 99.31(b)",)),
    Clause(
        "R32",
        "Rosters need current family consent and a current signed agreement",
        ("34 CFR 99.30", "603 CMR 23.07(4)"),
    ),
    Clause(
        "R33", "School leaders see the students of their school, for the years enrolled there", ("34 CFR 99.31(a)(1)",)
    ),
    Clause("R34", "Teachers see the students they teach in that year", ("34 CFR 99.31(a)(1)",)),
    Clause("R35", "All research goes through the proposal process"),
    Clause("R36", "Partnerships with schools are valued"),
    Clause("R37", "Partners must be fully registered on PartnerBPS for any data"),
    Clause("R38", "Registration covers all programs and all partnerships"),
    Clause("R39", "How to register is told at PartnerBPS"),
    Clause(
        "R40", "Partners need active parental consent unless an exception applies", ("34 CFR 99.30", "34 CFR 99.31")
    ),
    Clause("R41", "Partners sign an agreement before receiving any data"),
    Clause("R42", "Agreements with schools are handed in with the request"),
    Clause("R43", "Partners typically ask for demographics, quarterly attendance and course grades"),
    Clause("R44", "Media requests go through the Communications Office"),
    Clause("R45", "Agencies may receive aggregate data", ("34 CFR 99.31(a)(3)", "34 CFR 99.35")),
    Clause("R46", "Small groups may be suppressed for agencies", ("34 CFR 99.31(b)(1)",)),
    Clause("R47", "Requests come through the request form"),
    Clause("R48", "State the purpose and use"),
    Clause("R49", "State the intended audience"),
    Clause("R50", "Some data is not appropriate for the public", ("34 CFR 99.33",)),
    Clause("R51", "Describe years, students, attributes and scope"),
    Clause("R52", "A specific group needs student numbers"),
    Clause("R53", "Requests for a specific group without numbers are not fulfilled"),
    Clause("R54", "Submission is confirmed by mail", part=Part.OFFICE, why_not_here="mail is sent by the web office"),
    Clause("R55", "Questions of analysts come within 3 to 5 business days", part=Part.CLOCKS),
    Clause("R56", "Other requests are answered within 15 business days", part=Part.CLOCKS),
    Clause("R57", "Volume or complexity may take longer", part=Part.CLOCKS),
    Clause("R58", "Partner requests with an executed agreement: 15 business days", part=Part.CLOCKS),
    Clause("R59", "Research requests with an executed agreement: 25 business days", part=Part.CLOCKS),
    Clause("R60", "Requesters plan accordingly", part=Part.CLOCKS),
    Clause("R61", "The office may deny requests"),
    Clause("R62", "How the Communications Office is reached"),
    Clause("R63", "Public records requests go to the Public Records Center", ("M.G.L. c. 66 s. 10",)),
    Clause("R64", "A fee may depend on size, time and scope"),
    Clause("R65", "The office gives an estimate of the fee, if any"),
    Clause("R66", "Whom to ask about the circular"),
    Clause("R67", "Issued under the Superintendent"),
    Clause("R68", "Public data: overview", part=Part.CATALOGUE),
    Clause("R69", "Public data: standardized tests", part=Part.CATALOGUE),
    Clause("R70", "Public data: enrolment and indicators", part=Part.CATALOGUE),
    Clause("R71", "Public data: school climate", part=Part.CATALOGUE),
    Clause("R72", "Public data: high school and after", part=Part.CATALOGUE),
    Clause("D1", "Families may opt out of directory information, each year by 30 September", ("34 CFR 99.37(a), (b)",)),
    Clause("D2", "Who may sign depends on age and grade", ("34 CFR 99.5", "603 CMR 23.02")),
    Clause("D3", "Consent is written, signed, dated and specific", ("34 CFR 99.30", "603 CMR 23.07(4)")),
    Clause("D4", "A parent barred by a court paper can't consent", ("603 CMR 23.07(5)",)),
    Clause(
        "D5",
        "Every disclosure is logged with the student's record",
        ("34 CFR 99.32", "603 CMR 23.07(1)"),
        part=Part.OFFICE,
        why_not_here="the log is kept by the web office",
    ),
    Clause("D6", "The recipient may not pass the data on", ("34 CFR 99.33",)),
    Clause(
        "D7",
        "Studies and audit agreements must hold certain clauses",
        ("34 CFR 99.31(a)(6)(iii)(C)", "34 CFR 99.35(a)(3)"),
    ),
    Clause("D8", "Data is destroyed by a named day", ("34 CFR 99.31(a)(6)(iii)(C)(4)", "34 CFR 99.35(a)(3)")),
    Clause("D9", "Contractors count as school officials only under a three-part test", ("34 CFR 99.31(a)(1)(i)(B)",)),
    Clause("D10", "Technical controls keep staff to the records they need", ("34 CFR 99.31(a)(1)(ii)",)),
    Clause("D11", "De-identification is judged over all releases, and codes are random", ("34 CFR 99.31(b)",)),
    Clause("D12", "The name in use is shown, never the birth name"),
    Clause("D13", "Health data comes in three tiers and does not leave"),
    Clause("D14", "Recruiters' lists are a regime of their own"),
    Clause("D15", "Research approval runs a year and the school's leader has the last word"),
    Clause("D16", "Survey results need a response rate over 10 % and 7 responses"),
    Clause(
        "D17",
        "Families read texts in their languages",
        part=Part.OFFICE,
        why_not_here="translations are made by qualified translators for the web office",
    ),
    Clause("D18", "Families see their own records within 10 days", ("34 CFR 99.10", "603 CMR 23.07(2)")),
    Clause("D19", "Emergencies and state agencies are the Legal Advisor's", ("34 CFR 99.36",)),
    Clause("D20", "Sharing with third parties is reviewed with care for immigrant families"),
    Clause("D21", "Partners' profiles are reviewed twice a year"),
    Clause("D22", "Chronic absence is missing 10 % of the days"),
    Clause("D23", "Temporary records are destroyed within 7 years of leaving", ("603 CMR 23.06",)),
    Clause(
        "D24",
        "Vendors' tools use the state's privacy agreement",
        part=Part.OFFICE,
        why_not_here="contracts of vendors are kept by the web office",
    ),
)

CLAUSES: dict[str, Clause] = {clause.number: clause for clause in _TABLE}


def law_of(numbers: Iterable[str]) -> tuple[str, ...]:
    """Return the law behind some numbers, each cite once, in order. Raises KeyError for a number that is none."""
    return tuple(dict.fromkeys(cite for number in numbers for cite in CLAUSES[number].law))
