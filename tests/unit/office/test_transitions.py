import re

import pytest

from schoolgate.office.errors import NotNow
from schoolgate.office.requests import transitions
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.transitions import ENDED, TRANSITIONS, State, Step


def test_every_step_has_one_row_and_a_ledger_word_of_its_own() -> None:
    assert set(TRANSITIONS) == set(Step)
    events = [each.event for each in TRANSITIONS.values()]
    assert len(events) == len(set(events))


def test_every_state_is_reached_and_every_state_but_an_end_leads_on() -> None:
    reached = {each.target for each in TRANSITIONS.values()} | {State.DRAFT}
    left = {state for each in TRANSITIONS.values() for state in each.sources}
    assert reached == set(State)
    assert set(State) - left <= ENDED


@pytest.mark.parametrize("step", list(Step), ids=str)
def test_a_state_outside_the_table_refuses_the_step(step: Step) -> None:
    for state in State:
        if state in TRANSITIONS[step].sources:
            assert transitions.require(step, state) is TRANSITIONS[step]
        else:
            with pytest.raises(NotNow):
                transitions.require(step, state)


def test_the_diagram_draws_every_row_of_the_table() -> None:
    drawn = set(re.findall(r"(\w+) --> (\w+): (\w+)", transitions.diagram()))
    assert drawn == {(s.value, t.target.value, t.step.value) for t in TRANSITIONS.values() for s in t.sources}


@pytest.mark.parametrize("state", State)
def test_a_request_says_its_state_in_words(state: State) -> None:
    assert DataRequest(state=state.value).get_state_display() == str(state.label)
