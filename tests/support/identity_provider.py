"""A district's single sign-on in a process of its own: the OpenID Connect provider of django-allauth.

    python -m tests.support.identity_provider FOLDER PORT CLIENT SECRET CALLBACK

It serves until it is stopped. `PEOPLE` says who is there and whether their address is verified; all have one password.
"""

import sys
from http import HTTPStatus
from pathlib import Path
from wsgiref.simple_server import make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import include, path

PASSWORD = "what the district knows"
PEOPLE = {
    "tess@district.example": ("Tess", "Teacher", True),
    "ana@district.example": ("Ana", "Abreu", True),
    "mallory@district.example": ("Mallory", "Moss", False),
}
_ALLAUTH = ("allauth", "allauth.account", "allauth.idp.oidc")


def _configure(folder: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    django_parts = ("auth", "contenttypes", "sessions", "messages")
    contexts = ["django.template.context_processors.request", "django.contrib.messages.context_processors.messages"]
    settings.configure(
        SECRET_KEY="a provider of tests",
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "provider.sqlite3"}},
        INSTALLED_APPS=[*(f"django.contrib.{part}" for part in django_parts), *_ALLAUTH],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": contexts},
            }
        ],
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        ACCOUNT_LOGIN_METHODS={"email"},
        ACCOUNT_SIGNUP_FIELDS=["email*", "password1*"],
        ACCOUNT_EMAIL_VERIFICATION="none",
        IDP_OIDC_PRIVATE_KEY=pem,
        SESSION_COOKIE_NAME="provider_session",  # cookies know no ports: the office is on the same host
        CSRF_COOKIE_NAME="provider_csrf",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()
    settings.ROOT_URLCONF = (
        path("accounts/", include("allauth.urls")),
        path("favicon.ico", lambda _request: HttpResponse(status=HTTPStatus.NO_CONTENT)),
        path("", include("allauth.idp.urls")),
    )


def _fill(client: str, secret: str, callback: str) -> None:
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.models import User

    call_command("migrate", verbosity=0)
    for email, (first, last, is_verified) in PEOPLE.items():
        user = User.objects.create_user(email.partition("@")[0], email, PASSWORD, first_name=first, last_name=last)
        EmailAddress.objects.create(user=user, email=email, verified=is_verified, primary=True)
    office = Client(id=client, name="The office", scopes="openid\nprofile\nemail", skip_consent=True)
    office.set_redirect_uris([callback])
    office.set_secret(secret)
    office.save()


def main(folder: str, port: str, client: str, secret: str, callback: str) -> None:
    """Serve, and say so once somebody may come."""
    _configure(Path(folder))
    _fill(client, secret, callback)
    with make_server("127.0.0.1", int(port), get_wsgi_application()) as server:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
