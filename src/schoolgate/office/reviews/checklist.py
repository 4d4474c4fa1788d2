"""The questions that every reviewer answers, before any verdict."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Question:
    """A question, what helps to answer it, and the answer that lets a file go."""

    key: str
    text: str | Promise
    help: str | Promise
    good: str = YES


# "Targeted" is the question of 34 CFR 99.31(b)(1) and 603 CMR 23.02: would a person with knowledge of the school
# community, or the requester, know whom a row is about, whatever the numbers say.
QUESTIONS = (
    Question(
        "as_asked",
        _("Does the file hold what was asked for, and nothing more?"),
        _("Years, students, columns and groups, against the request."),
    ),
    Question(
        "targeted",
        _("Could this be a targeted request?"),
        _("Does the requester seem to know, or look for, one particular student whom the file would tell about?"),
        good=NO,
    ),
    Question(
        "findings",
        _("Have you read every finding beside the file?"),
        _("Small groups, earlier releases about the same students, rows that are alone."),
    ),
    Question(
        "together",
        _("Put together with what is out already or public, does it keep every student unknown who must be?"),
        _("Earlier releases, published tables, the news."),
    ),
    Question(
        "terms",
        _("Do the audience and the terms fit what is in the file?"),
        _("Who will see it, how long they keep it, whom they may show it to."),
    ),
)


def open_points(answers: dict[str, str]) -> list[Question]:
    """Return the questions whose answer does not let the file go; those without an answer too."""
    return [question for question in QUESTIONS if answers.get(question.key) != question.good]
