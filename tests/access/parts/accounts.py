"""Accounts: everybody reaches their own, and no argument of an address leads to another's."""

import json

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData
from tests.access.table import EVERYBODY, ONES_OWN, STAFF, Answer, Entry, Ground, Who, cells

_OPEN = (
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_login_code",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "socialaccount_signup",
    "accounts/social/login/cancelled/",
    "accounts/social/login/error/",
    "accounts/social/signup/",
    "accounts/social/connections/",  # leads on to an address that asks for the sign-in
)
_OWN = (
    "account",
    "account_reauthenticate",
    "account_email",
    "account_change_password",
    "account_set_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "socialaccount_connections",
)
# What only somebody with a second factor has: the others are told that there is no such thing. Nobody has codes here.
_NO_CODES = cells(opened=frozenset(), otherwise=Answer.HIDDEN)
_FACTOR = cells(opened=STAFF, otherwise=Answer.HIDDEN)
_KEY = cells(opened=frozenset({Who.OWNER}), otherwise=Answer.HIDDEN)
_NOBODY = cells(opened=frozenset(), otherwise=Answer.HIDDEN, visitor=Answer.HIDDEN)

ENTRIES = (
    *(Entry(name, EVERYBODY) for name in _OPEN),
    *(Entry(name, ONES_OWN) for name in (*_OWN, "mfa_generate_recovery_codes")),
    Entry("mfa_deactivate_totp", _FACTOR),
    *(Entry(name, _NO_CODES) for name in ("mfa_view_recovery_codes", "mfa_download_recovery_codes")),
    Entry("mfa_remove_webauthn", _KEY, records={"pk": "passkey"}),
    Entry("mfa_edit_webauthn", _KEY, records={"pk": "passkey"}),
    # No single sign-on is set up here, so there is none to go to.
    Entry("openid_connect_login", _NOBODY),
    Entry("openid_connect_callback", _NOBODY),
)


def plant(ground: Ground) -> None:
    """Give the owner a passkey; links of mails that were never sent; a sign-on that is not there."""
    key = Authenticator.objects.create(
        user=ground.people[Who.OWNER],
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "passkey of the owner", "credential": _credential()},
    )
    ground.records |= {"passkey": key.pk, "key": "1-1", "uidb36": "1", "provider_id": "district"}
    ground.guarded["passkey of the owner"] = frozenset({Who.OWNER})


def _credential() -> dict[str, object]:
    """Return what a browser hands over when it registers a new passkey."""
    private = ec.generate_private_key(ec.SECP256R1())
    public = ES256.from_cryptography_key(private.public_key())  # type: ignore[no-untyped-call]  # no types
    held = AttestedCredentialData.create(Aaguid.NONE, b"passkey", public)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    known = AuthenticatorData.create(b"\0" * 32, flags, 0, held)
    client = {"type": "webauthn.create", "challenge": "", "origin": "http://testserver"}
    return {
        "id": websafe_encode(b"passkey"),
        "rawId": websafe_encode(b"passkey"),
        "type": "public-key",
        "clientExtensionResults": {"credProps": {"rk": True}},
        "response": {
            "clientDataJSON": websafe_encode(json.dumps(client).encode()),
            "attestationObject": websafe_encode(AttestationObject.create("none", known, {})),
        },
    }
