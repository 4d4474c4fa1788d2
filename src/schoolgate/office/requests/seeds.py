"""Requests of a demonstration, in the states that people and clocks alone bring about."""

from datetime import date, timedelta
from decimal import Decimal

from schoolgate.office.calendar import business_calendar
from schoolgate.office.people import actions as people
from schoolgate.office.requests.actions import denials, desk, drafts, extensions, fees, submission, thread
from schoolgate.office.requests.actions.denials import Grounds
from schoolgate.office.requests.actions.fees import Estimate
from schoolgate.office.requests.drafts import Draft
from schoolgate.office.requests.models import DataRequest, Denial, DenialReason
from schoolgate.office.scenes import Scene
from schoolgate.policy.vocabulary import Channel, RequesterKind

_REVIEWED = "The published figures do not show these groups together."


def plant(scene: Scene) -> None:
    """Make the requests, each by the actions that people would take."""
    for plant_one in (
        _drafts,
        _fresh,
        _asked,
        _fee,
        _working,
        _overdue,
        _phoned,
        _public_answer,
        _left,
        _denied,
        _partner,
    ):
        plant_one(scene)


def _table(
    scene: Scene, use: str, *, group_by: tuple[str, ...] = ("school",), measure: str = "attendance_rate"
) -> Draft:
    return Draft(
        purpose="planning",
        use=use,
        audience=("internal",),
        level="aggregate",
        school_years=(scene.district.reported_year,),
        group_by=group_by,
        measures=("students", measure),
        public_data_reviewed=_REVIEWED,
    )


def _submitted(scene: Scene, who: str, draft: Draft, days_ago: int, numbers: tuple[str, ...] = ()) -> DataRequest:
    owner, at = scene.people[who], scene.at(days_ago)
    request = drafts.begin(owner=owner, by=owner, at=at, draft=draft)
    if numbers:
        request = drafts.set_ids(request=request, numbers=numbers, by=owner, at=at)
    return submission.submit(request=request, by=owner, at=at)


def _drafts(scene: Scene) -> None:
    owner = scene.people["requester"]
    draft = Draft(purpose="planning", use="To see which schools could use a reading room.", level="aggregate")
    drafts.begin(owner=owner, by=owner, at=scene.at(1), draft=draft)


def _fresh(scene: Scene) -> None:
    _submitted(scene, "requester", _table(scene, "To plan where a homework club is needed most."), 1)
    by_grade = _table(scene, "To plan bus passes.", group_by=("grade",), measure="chronic_absence_rate")
    _submitted(scene, "agency", by_grade, 2)


def _asked(scene: Scene) -> None:
    request = _submitted(scene, "agency", _table(scene, "To plan a new library."), 8)
    analyst = scene.people["analyst"]
    desk.assign(request=request, to=analyst, by=analyst, at=scene.at(6))
    thread.ask(request=request, text="Do you need all schools, or those of your district?", by=analyst, at=scene.at(5))


def _fee(scene: Scene) -> None:
    draft = _table(scene, "To compare five neighborhoods.", group_by=("school", "grade", "race_ethnicity"))
    request = _submitted(scene, "requester", draft, 7)
    analyst = scene.people["second_analyst"]
    desk.assign(request=request, to=analyst, by=analyst, at=scene.at(5))
    estimate = Estimate(Decimal("150.00"), "USD", "All students of the district", "Six hours", "Three groupings")
    fees.offer(request=request, estimate=estimate, by=analyst, at=scene.at(4))


def _working(scene: Scene) -> None:
    request = _submitted(scene, "requester", _table(scene, "To place two school nurses."), 10)
    analyst = scene.people["analyst"]
    desk.assign(request=request, to=analyst, by=analyst, at=scene.at(9))
    thread.remark(request=request, text="Thank you, this is clear. We begin.", by=analyst, at=scene.at(9))
    desk.start(request=request, by=analyst, at=scene.at(8))
    later = _business_day(scene.on + timedelta(days=21))
    reason = "The table crosses many groups, and each has to be checked."
    extensions.give_more_time(request=request, new_due_on=later, reason=reason, by=analyst, at=scene.at(1))
    scene.records["in_progress"] = request


def _overdue(scene: Scene) -> None:
    request = _submitted(scene, "agency", _table(scene, "To review summer programs."), 22)
    analyst = scene.people["second_analyst"]
    desk.assign(request=request, to=analyst, by=analyst, at=scene.at(15))
    desk.start(request=request, by=analyst, at=scene.at(15))


def _phoned(scene: Scene) -> None:
    analyst, at = scene.people["analyst"], scene.at(3)
    caller = people.invite(
        email="cal@example.org", name="Cal Cooper", organisation="", kind=RequesterKind.PUBLIC, by=analyst, at=at
    )
    draft = _table(scene, "To write the history of a school.", group_by=("school",))
    request = drafts.begin(owner=caller, by=analyst, at=at, draft=draft, channel=Channel.PHONE)
    submission.submit(request=request, by=analyst, at=at)


def _public_answer(scene: Scene) -> None:
    draft = _table(scene, "To see how many students there are in each grade.", group_by=("grade",))
    request = _submitted(scene, "requester", draft, 14)
    text = "Enrollment by Grade, published by the state, shows the number of students in each grade of each school."
    desk.answer_publicly(request=request, text=text, by=scene.people["analyst"], at=scene.at(12))


def _left(scene: Scene) -> None:
    request = _submitted(scene, "agency", _table(scene, "To draw a map that we no longer need."), 11)
    submission.withdraw(request=request, by=scene.people["agency"], at=scene.at(10))


def _denied(scene: Scene) -> None:
    draft = _table(scene, "To find the families of a street.").with_(
        purpose="services",
        level="roster",
        group_by=(),
        measures=(),
        elements=("name", "grade", "school"),
        specific_group=True,
    )
    grounds = Grounds(
        DenialReason.NO_CONSENT,
        ("R7", "R32"),
        "Names of students may not be given out without the consent of their families.",
        "Counts of students by school need no consent.",
    )
    for days_ago, is_reconsidered in ((20, False), (16, True)):
        request = _submitted(scene, "requester", draft, days_ago, numbers=("100004", "100005"))
        denial = denials.propose(
            request=request, grounds=grounds, by=scene.people["analyst"], at=scene.at(days_ago - 3)
        )
        denials.approve(denial=denial, by=scene.people["releaser"], at=scene.at(days_ago - 4))
        if is_reconsidered:
            _reconsider(scene, denial, days_ago - 6)


def _reconsider(scene: Scene, denial: Denial, days_ago: int) -> None:
    text = "We would also be glad of the number of students by street."
    denials.ask_reconsideration(denial=denial, text=text, by=scene.people["requester"], at=scene.at(days_ago))


def _partner(scene: Scene) -> None:
    draft = Draft(
        purpose="services",
        use="To tutor the students of our program where they need it.",
        audience=("internal",),
        level="roster",
        school_years=(scene.district.current_year,),
        specific_group=True,
        elements=("name", "grade", "attendance_by_quarter", "course_marks"),
        public_data_reviewed="Public data names nobody.",
        school_agreements="no",
    )
    request = _submitted(scene, "partner", draft, 5, numbers=("100001", "100002", "100003"))
    scene.records["partner"] = request


def _business_day(day: date) -> date:
    return business_calendar().next_business_day(day)
