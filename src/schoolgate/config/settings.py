"""Django's settings, made from the environment. Secure by default; a demo loosens only what it must."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from schoolgate.config.environment import read_environment
from schoolgate.config.keys import demo_keys
from schoolgate.config.parts import installed_parts
from schoolgate.portal.limits.table import SIGN_IN_RATES

ENVIRONMENT = read_environment(os.environ)
_PRODUCTION = ENVIRONMENT.is_production
_KEYS = {} if _PRODUCTION else demo_keys(ENVIRONMENT.home)
_PORTAL = Path(__file__).resolve().parents[1] / "portal"
_HOME = ENVIRONMENT.home.resolve()
_HOME.mkdir(parents=True, exist_ok=True)

# The office's own settings, read by `office` and `portal` through django.conf.settings.
SCHOOLGATE_HOME = _HOME
SCHOOLGATE_STORE = ENVIRONMENT.store
SCHOOLGATE_SEAL_KEY = ENVIRONMENT.seal_key or _KEYS["seal_key"]
SCHOOLGATE_STUDENT_KEY = ENVIRONMENT.student_key or _KEYS["student_key"]
SCHOOLGATE_ADDRESS = ENVIRONMENT.address.rstrip("/")
SCHOOLGATE_TODAY = ENVIRONMENT.today
SCHOOLGATE_METRICS_TOKEN = ENVIRONMENT.metrics_token
SCHOOLGATE_IS_DEMO = not _PRODUCTION

DEBUG = False
SECRET_KEY = ENVIRONMENT.secret_key or _KEYS["secret_key"]
ALLOWED_HOSTS = list(ENVIRONMENT.hosts) or ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SCHOOLGATE_ADDRESS] if SCHOOLGATE_ADDRESS.startswith("https://") else []
ROOT_URLCONF = "schoolgate.config.urls"
WSGI_APPLICATION = "schoolgate.config.wsgi.application"
SITE_ID = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    *installed_parts(),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # the list of passkeys tells by it when each was last used
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "schoolgate.portal",
]

MIDDLEWARE = [
    "schoolgate.config.logs.log_pages",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "schoolgate.portal.languages.speak_languages",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "schoolgate.portal.sessions.end_old_sessions",
    "schoolgate.portal.sessions.require_second_factor",
    "schoolgate.portal.refusals.AnswerRefusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_PORTAL / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "schoolgate.portal.context.page",
            ],
            "builtins": ["schoolgate.office.requests.templatetags.words"],
        },
    }
]
FORM_RENDERER = "schoolgate.portal.forms.UswdsRenderer"

# Records. Of SQLite's transactions only IMMEDIATE ones lose no write when several are made at once.
DATABASES = {
    "default": dj_database_url.parse(
        ENVIRONMENT.database_url or f"sqlite:///{_HOME / 'office.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "office_cache",
        # It counts wrong passwords: by Django's own 300 tries of other addresses would have counts forgotten.
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# People.
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "front"
# A check of a password takes a tenth of the processor time that Django's usual way does, and memory that a guesser must
# pay for too: many people sign in at the same minute.
PASSWORD_HASHERS = [
    "schoolgate.office.people.passwords.Argon2id",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
ACCOUNT_ADAPTER = "schoolgate.portal.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "schoolgate.portal.accounts.forms.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_RATE_LIMITS = SIGN_IN_RATES
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SCHOOLGATE_ADDRESS.partition("://")[0]
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.proxies
MFA_ADAPTER = "schoolgate.portal.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Schoolgate"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _PRODUCTION
SOCIALACCOUNT_ADAPTER = "schoolgate.portal.accounts.adapter.DistrictAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = bool(ENVIRONMENT.sign_in_url)
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
_DISTRICT_SIGN_IN = {
    "provider_id": "district",
    "name": ENVIRONMENT.sign_in_name,
    "client_id": ENVIRONMENT.sign_in_client,
    "secret": ENVIRONMENT.sign_in_secret,
    "settings": {"server_url": ENVIRONMENT.sign_in_url},
}
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"APPS": [_DISTRICT_SIGN_IN] if ENVIRONMENT.sign_in_url else [], "OAUTH_PKCE_ENABLED": True}
}

# Sessions end with the browser, after an hour without a page, and after ten hours whatever happens.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 10 * 60 * 60
SCHOOLGATE_IDLE_SECONDS = 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _PRODUCTION
CSRF_COOKIE_SECURE = _PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "schoolgate.portal.refusals.csrf_failure"

# What a browser is told.
SECURE_SSL_REDIRECT = _PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # asked from beside the office, without the proxy
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if _PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _PRODUCTION
SECURE_HSTS_PRELOAD = _PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.proxies else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *([ENVIRONMENT.sign_in_url] if ENVIRONMENT.sign_in_url else [])],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# Mail goes to the office's outbox first; this is how it leaves from there.
_MAIL = urlsplit(ENVIRONMENT.mail_url)
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if ENVIRONMENT.mail_url
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = _HOME / "mail"
EMAIL_HOST = _MAIL.hostname or "localhost"
EMAIL_PORT = _MAIL.port or 587
EMAIL_HOST_USER = unquote(_MAIL.username or "")
EMAIL_HOST_PASSWORD = unquote(_MAIL.password or "")
EMAIL_USE_SSL = _MAIL.scheme == "smtps"
EMAIL_USE_TLS = _MAIL.scheme == "smtp" and bool(_MAIL.username)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.mail_from

# Languages and the day. Instants are kept in UTC and shown on the district's clock.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [_PORTAL / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/New_York"

# Files.
STATIC_URL = "static/"
STATIC_ROOT = _HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": _HOME / "files"}},
    "staticfiles": {"BACKEND": "schoolgate.portal.staticfiles.HashedStaticFiles"},
}
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 22 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# What people read while they try a demo is its warnings; an office that people use writes a line for each page.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "schoolgate.config.logs.JsonLines"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "level": "INFO" if _PRODUCTION else "WARNING",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "schoolgate": {"level": "INFO" if _PRODUCTION else "WARNING"},
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},  # what was not found is told by its page's line, without the address
    },
}
