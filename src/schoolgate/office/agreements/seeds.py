"""Agreements of a demonstration: one in force, one about to end, one that waits for its signatures."""

from datetime import timedelta

from schoolgate.office.agreements.actions import drafting, signing
from schoolgate.office.agreements.actions.drafting import Terms
from schoolgate.office.agreements.actions.signing import Click
from schoolgate.office.agreements.models import Agreement, Side
from schoolgate.office.agreements.wordings import Kind
from schoolgate.office.scenes import Scene

_HOW = "signed in with a password (demonstration)"


def plant(scene: Scene) -> None:
    """Make the agreements, each by the actions that people would take."""
    _sign(scene, _send(scene, Kind.NDA, "partner", _nda(scene, days_left=200), 8), 3)
    _sign(scene, _send(scene, Kind.NDA, "agency", _nda(scene, days_left=25), 40), 38)
    scene.records["agreement_to_sign"] = _send(scene, Kind.STUDIES, "researcher", _study(scene), 2)


def _nda(scene: Scene, *, days_left: int) -> Terms:
    return Terms(
        starts_on=scene.on - timedelta(days=70),
        ends_on=scene.on + timedelta(days=days_left),
        destroy_by=scene.on + timedelta(days=days_left + 90),
        blanks={
            "purpose": "To plan and improve the services that we give to students.",
            "information": "Grade, attendance by quarter and course marks of the students whose families consent.",
            "persons": "The person who signs, and our program manager.",
        },
    )


def _study(scene: Scene) -> Terms:
    return Terms(
        starts_on=scene.on,
        ends_on=scene.on + timedelta(days=365),
        destroy_by=scene.on + timedelta(days=545),
        study_purpose="improve_instruction",
        blanks={
            "purpose": "To find which forms of tutoring help students to read.",
            "scope": "Students of grades 3 to 5 in two school years, without names.",
            "information": "Grade, school, attendance and course marks.",
            "persons": "The principal investigator and two research assistants.",
        },
    )


def _send(scene: Scene, kind: Kind, who: str, terms: Terms, days_ago: int) -> Agreement:
    analyst, at = scene.people["analyst"], scene.at(days_ago)
    made = drafting.draft(kind=kind, party=scene.people[who], by=analyst, at=at, terms=terms)
    return drafting.send(agreement=made, by=analyst, at=at)


def _sign(scene: Scene, agreement: Agreement, days_ago: int) -> None:
    for side, by in ((Side.REQUESTER, agreement.party), (Side.DISTRICT, scene.people["releaser"])):
        click = Click(agreement.text_sha256, str(by), _HOW)
        signing.sign(agreement=agreement, side=side, click=click, by=by, at=scene.at(days_ago))
