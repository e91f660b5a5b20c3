"""Settings of the platform. What an installation may choose comes from its environment; see docs/howto/install.md."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

from xieshou.lib import environment

PACKAGE = Path(__file__).resolve().parent.parent
HOME = environment.home()
_SECRETS = environment.secrets()

SECRET_KEY = _SECRETS.secret_key
FIELD_KEYS = _SECRETS.field_keys
DEBUG = environment.flag("XIESHOU_DEBUG", default=False)
ALLOWED_HOSTS = environment.listed("XIESHOU_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = environment.listed("XIESHOU_ORIGINS")
# where people reach the installation: figures in printed documents open there; without it they are no links
_NAMED_ORIGINS = [one for one in CSRF_TRUSTED_ORIGINS if "*" not in one]
PUBLIC_ADDRESS = environment.address("XIESHOU_ADDRESS", _NAMED_ORIGINS[0] if _NAMED_ORIGINS else "")
CSRF_FAILURE_VIEW = "xieshou.platform.shell.views.page_expired"
IS_HTTPS = environment.flag("XIESHOU_HTTPS", default=False)
IS_DEMO = environment.flag("XIESHOU_DEMO", default=False)

ROOT_URLCONF = "xieshou.config.urls"
WSGI_APPLICATION = "xieshou.config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "csp",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "xieshou.platform.shell",
    "xieshou.platform.audit",
    "xieshou.platform.registry",
    "xieshou.platform.accounts",
    "xieshou.platform.jobs",
    "xieshou.platform.dictionary",
    "xieshou.platform.exchange",
    "xieshou.platform.evidence",
    "xieshou.platform.inbox",
    "xieshou.platform.workflow",
    "xieshou.platform.reporting",
    "xieshou.platform.ledger",
    "xieshou.platform.templates",
    "xieshou.platform.service",
    "xieshou.business.rules",
    "xieshou.business.rectification",
    "xieshou.business.projects",
    "xieshou.business.funds",
    "xieshou.business.surveys",
    "xieshou.business.talent",
    "xieshou.business.meetings",
    "xieshou.business.donations",
    "xieshou.business.assets",
    "xieshou.business.metrics",
    "xieshou.business.evaluation",
    "xieshou.insight.areas",
    "xieshou.insight.chain",
    "xieshou.faces.machine",
    "xieshou.faces.workbench",
]

MIDDLEWARE = [
    "xieshou.platform.service.middleware.MeasureMiddleware",  # first: it times everything below
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "xieshou.platform.audit.middleware.AddressMiddleware",
    "xieshou.platform.accounts.middleware.SignedInMiddleware",
    "xieshou.platform.shell.middleware.ProblemMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "platform" / "accounts" / "templates"],  # before allauth's own pages of the same names
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "xieshou.platform.shell.context.shell",
            ],
        },
    }
]

_SQLITE_OPTIONS = {
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;",
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
}
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(
        environment.text("DATABASE_URL", f"sqlite:///{HOME / 'xieshou.sqlite3'}"),
        conn_max_age=600,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = _SQLITE_OPTIONS
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "xieshou.platform.accounts.passwords.CharacterKindsValidator"},
    {"NAME": "xieshou.platform.accounts.passwords.NewPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "xieshou.platform.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "xieshou.platform.accounts.sign_in_forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None  # e-mail is encrypted and never used to sign in
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {"login_failed": None, "login": "120/m/ip"}  # failures are counted below, for all processes
MFA_ADAPTER = "xieshou.platform.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "携手"
# 等保三级 asks two factors of administrators; off by default, since a demonstration has no telephones
MFA_FOR_ADMINISTRATORS = environment.flag("XIESHOU_MFA_ADMINS", default=False)
SOCIALACCOUNT_ADAPTER = "xieshou.platform.accounts.adapters.SignOnAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
OIDC_ISSUER = environment.text("XIESHOU_OIDC_ISSUER") if "XIESHOU_OIDC_ISSUER" in os.environ else ""
OIDC_USERNAME_CLAIM = environment.text("XIESHOU_OIDC_USERNAME_CLAIM", "preferred_username")
if OIDC_ISSUER:
    _OIDC_APP = {
        "provider_id": "oidc",
        "name": environment.text("XIESHOU_OIDC_NAME", "统一身份认证"),
        "client_id": environment.text("XIESHOU_OIDC_CLIENT_ID"),
        "secret": environment.text("XIESHOU_OIDC_SECRET"),
        "settings": {"server_url": OIDC_ISSUER, "token_auth_method": "client_secret_basic"},
    }
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {"APPS": [_OIDC_APP], "OAUTH_PKCE_ENABLED": True}
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "xieshou.platform.accounts.lockout.locked_out"
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "xieshou.platform.accounts.lockout.name_tried"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the time told on the page stays true
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # signing in is in the audit log
INSTALLATION_CHECK = "xieshou.config.doctor.examine"  # what the system administrator's workbench shows
IDLE_MINUTES = environment.number("XIESHOU_IDLE_MINUTES", 30, least=1, most=8 * 60)
PERSONAL_REVEALS_PER_HOUR = environment.number("XIESHOU_REVEALS_PER_HOUR", 30, least=1, most=10_000)

SESSION_COOKIE_AGE = 60 * 60 * 8
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
if OIDC_ISSUER:  # the button posts to us and is sent on to the office's own sign-on
    _issuer = urlsplit(OIDC_ISSUER)
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append(f"{_issuer.scheme}://{_issuer.netloc}")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["xieshou.config.formats"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": environment.text("XIESHOU_LOG_LEVEL", "WARNING")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
