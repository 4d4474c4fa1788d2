"""How allauth makes accounts and sends its mail: through the office's own people and outbox."""

import base64
import secrets
from collections.abc import Mapping

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest

from schoolgate.office import clock
from schoolgate.office.mail import actions as mail
from schoolgate.office.people import actions as people
from schoolgate.office.people.models import User
from schoolgate.office.seals import open_text, seal_text

_SEALED_FOR = "second factor"
_SECRETS = ("activate_url", "password_reset_url", "key", "code")  # as allauth names them for its templates


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Mail goes to the outbox, where it is sent from even if a mail server is away."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Write a mail of allauth's own templates into the outbox."""
        message = self.render_mail(template_prefix, email, context)
        mail.write_text(
            key=f"account:{secrets.token_hex(16)}",
            to=email,
            subject=str(message.subject),
            text=str(message.body),
            at=clock.now(),
            secrets=tuple(str(context[name]) for name in _SECRETS if context.get(name)),
        )


class DistrictAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Only people of the district come in by its sign-on; the issuer has verified their address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002  # allauth's shape
        """Let in whoever the district knows."""
        return True

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Mapping[str, str]) -> User:
        """Take the name that the district gives."""
        user: User = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name", ""), data.get("last_name", ""))
        user.name = data.get("name", "") or " ".join(part for part in parts if part)
        return user

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: object = None) -> User:
        """Record that the account was made."""
        user: User = super().save_user(request, sociallogin, form)
        people.register(user=user, at=clock.now())
        return user


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """The secrets of second factors are sealed: the database alone lets nobody in."""

    def encrypt(self, text: str) -> str:
        """Seal a secret for the database."""
        return base64.b64encode(seal_text(text, _SEALED_FOR)).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return open_text(base64.b64decode(encrypted_text), _SEALED_FOR)
