"""Settings of the deployment. They come from the environment and say nothing about law or campaigns.

TUBAN_HOME (folder), TUBAN_DATABASE_URL, TUBAN_SECRET_KEY, TUBAN_HOSTS, TUBAN_TRUSTED_ORIGINS, TUBAN_BEHIND_TLS,
TUBAN_PRACTICE, TUBAN_UPLOAD_MOST_GIB, TUBAN_UPLOAD_QUOTA_GIB, TUBAN_UPLOAD_RESERVE_GIB, TUBAN_API_PER_MINUTE,
TUBAN_SIGNING_MINUTES, TUBAN_CRYPTO_SUITE, TUBAN_IDLE_MINUTES, TUBAN_SESSION_HOURS, TUBAN_FORMER_PASSWORDS,
TUBAN_PASSWORD_DAYS, TUBAN_OIDC_ISSUER, TUBAN_OIDC_CLIENT, TUBAN_OIDC_SECRET, TUBAN_OIDC_CLAIM, TUBAN_OIDC_TITLE,
TUBAN_WATERMARK, TUBAN_SIGN_IN_FAILURES, TUBAN_SMTP_HOST, TUBAN_SMTP_PORT, TUBAN_SMTP_USER, TUBAN_SMTP_PASSWORD,
TUBAN_SMTP_SECURITY, TUBAN_SMTP_FROM, TUBAN_WEBHOOK_HOSTS, TUBAN_BACKUP, TUBAN_BACKUP_KEEP, TUBAN_BACKUP_WITH_LAYERS,
TUBAN_BACKUP_RECIPIENTS, TUBAN_CERTIFICATE, TUBAN_RETENTION: docs/reference/settings.md says what each takes.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF

from tuban.exchange.suites.names import known
from tuban.site.databases.choice import database
from tuban.site.geometry_libraries import gdal, geos
from tuban.site.home import PRACTICE_SECRET, Home

HOME = Home.from_environment()
PRACTICE = os.environ.get("TUBAN_PRACTICE") == "1"
_PACKAGE = Path(__file__).parents[1]

DEBUG = False
SECRET_KEY = HOME.secret() or (PRACTICE_SECRET if PRACTICE else "")
ALLOWED_HOSTS = os.environ.get("TUBAN_HOSTS", "localhost 127.0.0.1 [::1]").split()
CSRF_TRUSTED_ORIGINS = os.environ.get("TUBAN_TRUSTED_ORIGINS", "").split()
_TLS = os.environ.get("TUBAN_BEHIND_TLS") == "1"

GDAL_LIBRARY_PATH = gdal()
GEOS_LIBRARY_PATH = geos()
DATABASES = {"default": database(HOME)}

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "csp",
    "ninja",
    "tuban.jobs",
    "tuban.workflow.audit",
    "tuban.workflow.organisations",
    "tuban.workflow.sign_in",
    "tuban.workflow.messages",
    "tuban.workflow.evidence",
    "tuban.workflow.layers",
    "tuban.workflow.signoff",
    "tuban.workflow.campaigns",
    "tuban.workflow.patches",
    "tuban.workflow.comparison",
    "tuban.workflow.routes",
    "tuban.workflow.survey",
    "tuban.workflow.copies",
    "tuban.workflow.packages",
    "tuban.workflow.scrutiny",
    "tuban.workflow.review",
    "tuban.workflow.rectification",
    "tuban.workflow.patrols",
    "tuban.workflow.gate",
    "tuban.workflow.cases",
    "tuban.workflow.cooperation",
    "tuban.workflow.results",
    "tuban.workflow.accountability",
    "tuban.workflow.reporting",
    "tuban.workflow.plans",
    "tuban.workflow.statistics",
    "tuban.workflow.written_reports",
    "tuban.workflow.submission",
    "tuban.workflow.ministry_export",
    "tuban.workflow.supervision",
    "tuban.workflow.exchange",
    "tuban.workflow.proof",
    "tuban.workflow.overview",
    "tuban.workflow.backup",
    "tuban.workflow.practice",
    "tuban.web",
    "tuban.api",
    "tuban.field",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tuban.web.sign_in.standing.SessionsMiddleware",
    "tuban.web.acting.ActingMiddleware",
    "tuban.web.leaving.LeavingMiddleware",
    "tuban.api.middleware.ApiMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "tuban.web.trouble.TroubleMiddleware",
]

ROOT_URLCONF = "tuban.site.urls"
WSGI_APPLICATION = "tuban.site.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "tuban.web.frame.frame",
            ]
        },
    }
]

# People
# -----------------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "organisations.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "telephone")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "tuban.workflow.organisations.passwords.NotUsedLately"},
]
# The sign-in service of the organisation (OpenID Connect), beside accounts and passwords here: off until one is named.
OIDC_ISSUER = os.environ.get("TUBAN_OIDC_ISSUER", "").rstrip("/")
OIDC_CLIENT = os.environ.get("TUBAN_OIDC_CLIENT", "")
OIDC_SECRET = os.environ.get("TUBAN_OIDC_SECRET", "")
OIDC_CLAIM = os.environ.get("TUBAN_OIDC_CLAIM", "sub")
OIDC_TITLE = os.environ.get("TUBAN_OIDC_TITLE", "")
# How many passwords, the present one among them, are not taken again; after how many days one is too old (0: never).
FORMER_PASSWORDS = int(os.environ.get("TUBAN_FORMER_PASSWORDS", "5"))
PASSWORD_DAYS = int(os.environ.get("TUBAN_PASSWORD_DAYS", "0"))
LOGIN_URL = "web:sign_in"
LOGIN_REDIRECT_URL = "web:my_day"
# A session ends when nothing was done in it for so many minutes, and after so many hours whatever was done.
IDLE_MINUTES = int(os.environ.get("TUBAN_IDLE_MINUTES", "30"))
SESSION_HOURS = int(os.environ.get("TUBAN_SESSION_HOURS", "12"))
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_SAVE_EVERY_REQUEST = False
# After how many failed sign-ins from one address none is looked at for a while (0: however many). A proxy in front
# hides the addresses: then it is off unless somebody says otherwise.
SIGN_IN_FAILURES = int(os.environ.get("TUBAN_SIGN_IN_FAILURES", "0" if _TLS else "100"))
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "web/locked_out.html"
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_VERBOSE = False

# Whether pages that show evidence or persons, and PDFs drawn for somebody, bear who looks or took them, and when.
WATERMARK = os.environ.get("TUBAN_WATERMARK", "1") == "1"

# After how many months which kinds of records about people end, as in failed_sign_ins=12; none is deleted unasked.
RETENTION = os.environ.get("TUBAN_RETENTION", "")

# For how many minutes a password is remembered for signing several documents in a row.
SIGNING_MINUTES = int(os.environ.get("TUBAN_SIGNING_MINUTES", "5"))

# In which suite of algorithms this installation makes its keys, signs and locks what leaves it: international, gm.
CRYPTO_SUITE = known(os.environ.get("TUBAN_CRYPTO_SUITE", "") or "international")

# Transport
# --------------------------------------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _TLS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if _TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _TLS else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 << 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 << 20
FILE_UPLOAD_TEMP_DIR = str(HOME.uploads) if HOME.uploads.is_dir() else None

# Discs that come in: how large one may be, how much a unit may keep unfinished, what must stay free on the disk.
UPLOAD_MOST_BYTES = int(os.environ.get("TUBAN_UPLOAD_MOST_GIB", "64")) << 30
UPLOAD_QUOTA_BYTES = int(os.environ.get("TUBAN_UPLOAD_QUOTA_GIB", "256")) << 30
UPLOAD_RESERVE_BYTES = int(os.environ.get("TUBAN_UPLOAD_RESERVE_GIB", "4")) << 30

# How often a token, or a browser that asks the API, may ask in a minute; a quarter of it may write.
API_PER_MINUTE = int(os.environ.get("TUBAN_API_PER_MINUTE", "1200"))
# How often a device of the field may ask in a minute; pieces of files twenty times as often.
FIELD_PER_MINUTE = int(os.environ.get("TUBAN_FIELD_PER_MINUTE", "600"))

# Messages out of the product: both are off until somebody names a server of mail, or the hosts webhooks may call.
EMAIL_HOST = os.environ.get("TUBAN_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("TUBAN_SMTP_PORT", "465"))
EMAIL_HOST_USER = os.environ.get("TUBAN_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("TUBAN_SMTP_PASSWORD", "")
EMAIL_USE_SSL = os.environ.get("TUBAN_SMTP_SECURITY", "tls") == "tls"
EMAIL_USE_TLS = os.environ.get("TUBAN_SMTP_SECURITY", "tls") == "starttls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("TUBAN_SMTP_FROM", "") or EMAIL_HOST_USER
MAIL_IS_ON = bool(EMAIL_HOST)
WEBHOOK_HOSTS = os.environ.get("TUBAN_WEBHOOK_HOSTS", "").split()

# Backups of every day: into which folder, how many are kept, and whether layers are copied too or only named.
BACKUP = os.environ.get("TUBAN_BACKUP", "")
BACKUP_KEEP = int(os.environ.get("TUBAN_BACKUP_KEEP", "30"))
# Public keys (age1…) for which backups are locked; without one they lie open.
BACKUP_RECIPIENTS = os.environ.get("TUBAN_BACKUP_RECIPIENTS", "").split()
BACKUP_WITH_LAYERS = os.environ.get("TUBAN_BACKUP_WITH_LAYERS") == "1"
# The certificate of the proxy in front: a PEM file, or host:port where it is shown.
BEHIND_TLS = _TLS
CERTIFICATE = os.environ.get("TUBAN_CERTIFICATE", "")

# Words, time, files
# -------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [_PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("TUBAN_TIME_ZONE", "Asia/Shanghai")
DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = "Y-m-d H:i"
FORMAT_MODULE_PATH = ["tuban.site.formats"]

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # the bundle lies in the package, compressed when it was built
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/tuban/assets/.+-[\w-]{8}\.\w+$"  # the name holds a checksum of the content
WHITENOISE_MAX_AGE = 300
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Work -----------------------------------------------------------------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("TUBAN_LOG_LEVEL", "WARNING")},
}
