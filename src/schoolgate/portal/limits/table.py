"""Every limit, in one table. docs/reference/settings.md is generated from it.

A school is one address to us, with many people behind it: what is counted by address is wide enough for them.
"""

from dataclasses import dataclass
from enum import StrEnum


class Limited(StrEnum):
    """What is limited."""

    SUBMIT = "submit"
    UPLOAD = "upload"
    MESSAGE = "message"
    CONSENT_LINK = "consent_link"
    WRONG_LINK = "wrong_link"
    REFERRAL = "referral"


@dataclass(frozen=True, slots=True)
class Limit:
    """How often in a span of minutes, for an account and for an address; None where there is no account to count by."""

    text: str
    minutes: int
    by_account: int | None
    by_address: int


LIMITS: dict[Limited, Limit] = {
    Limited.SUBMIT: Limit("submit a request", 60, 20, 100),
    Limited.UPLOAD: Limit("hand in a document or a list", 60, 60, 300),
    Limited.MESSAGE: Limit("write in the thread of a request", 60, 30, 300),
    Limited.CONSENT_LINK: Limit("answer by a link that was mailed to a family", 60, None, 120),
    Limited.REFERRAL: Limit("be sent where a question belongs", 60, 30, 300),
    Limited.WRONG_LINK: Limit("open a link of a family that is none, or is over", 60, None, 30),
}

# allauth counts these itself: so many in so long, by `ip`, by `user`, or by `key`, the address of the account.
SIGN_IN_RATES = {
    "login": "120/m/ip",
    "login_failed": "30/m/ip,5/5m/key",
    "signup": "60/h/ip",
    "reset_password": "30/h/ip,3/h/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
    "confirm_email": "1/3m/key",
}
