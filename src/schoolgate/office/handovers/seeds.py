"""A question of a demonstration that a teacher handed over."""

from schoolgate.office.handovers import actions
from schoolgate.office.handovers.actions import Question
from schoolgate.office.scenes import Scene
from schoolgate.policy.vocabulary import Purpose, RequesterKind


def plant(scene: Scene) -> None:
    """Hand one question over."""
    question = Question(
        name="Gil Grant",
        email="gil@museum.example",
        organisation="Harbor Museum",
        kind=RequesterKind.PUBLIC,
        purpose=Purpose.PLANNING,
        text="How many students of each grade live close enough to walk to the museum?",
    )
    actions.hand_over(question=question, by=scene.people["teacher"], at=scene.at(1))
