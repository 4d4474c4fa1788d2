"""When results of a survey may be shown (D16; ODA-05), and when they may be part of a release (R29)."""

from schoolgate.policy.pack import PolicyPack


def may_show_survey(responses: int, invited: int, pack: PolicyPack) -> bool:
    """Whether ODA-05 alone allows it: a rate over its percentage, and enough responses."""
    rule = pack.survey
    is_answered = responses * 100 > invited * rule.response_rate_over_percent
    return is_answered and responses >= rule.responses_at_least


def may_release_survey(responses: int, invited: int, pack: PolicyPack) -> bool:
    """Whether it may be part of a release, where groups under the threshold are hidden too."""
    return may_show_survey(responses, invited, pack) and responses >= pack.threshold
