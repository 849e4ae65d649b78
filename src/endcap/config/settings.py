"""Django's settings, derived from the one typed configuration (see ``configuration.py``)."""

from __future__ import annotations

from pathlib import Path

from endcap import kernel
from endcap.config.configuration import database_of, from_environment
from endcap.kernel.geo import Datum
from endcap.ui.maps import Ground

CONFIGURATION = from_environment()
HOME = CONFIGURATION.home

SECRET_KEY = CONFIGURATION.secret_key
DEBUG = CONFIGURATION.debug
ALLOWED_HOSTS = list(CONFIGURATION.hosts)
CURRENCY = CONFIGURATION.currency
MAP = Ground(
    tiles=CONFIGURATION.map_tiles,
    style=CONFIGURATION.map_style,
    attribution=CONFIGURATION.map_attribution,
    datum=Datum(CONFIGURATION.map_datum),
    max_zoom=CONFIGURATION.map_max_zoom,
    hosts=CONFIGURATION.map_hosts,
)

INSTALLED_APPS = [
    "endcap.config",
    "endcap.faces.office",
    "endcap.faces.portal",
    "endcap.cash.orders",
    "endcap.cash.receivables",
    "endcap.cash.credit",
    "endcap.goods.stock",
    "endcap.goods.sales",
    "endcap.goods.catalog",
    "endcap.customers.merchants",
    "endcap.customers.privacy",
    "endcap.customers.representatives",
    "endcap.customers.territories",
    "endcap.customers.handover",
    "endcap.customers.outlets",
    "endcap.mechanisms.ledger",
    "endcap.mechanisms.questions",
    "endcap.mechanisms.approvals",
    "endcap.mechanisms.evidence",
    "endcap.mechanisms.agenda",
    "endcap.org.messages",
    "endcap.org.people",
    "endcap.org.units",
    "endcap.ui",
    "endcap.kernel.exchange",
    "endcap.kernel.webhooks",
    "endcap.kernel.idempotency",
    "endcap.kernel.jobs",
    "endcap.kernel.calendar",
    "endcap.kernel.parameters",
    "endcap.kernel.numbering",
    "endcap.kernel.audit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "endcap.config.api_manners.ApiManners",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "endcap.config.middleware.SecurityHeaders",
    "endcap.org.people.middleware.ActorMiddleware",
    "endcap.org.people.middleware.SessionsSeen",
    "endcap.org.people.middleware.SignedInOnly",
    "endcap.org.people.middleware.PortalOnly",
    "endcap.org.people.middleware.SecondFactorFirst",
    "endcap.config.middleware.RefusalPages",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "endcap.config.urls"
WSGI_APPLICATION = "endcap.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "endcap.faces.office.context.shell",
            ],
        },
    }
]

DATABASES = {"default": database_of(CONFIGURATION)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {
        "NAME": str(HOME / "test.sqlite3")
    }  # a file, so that threads can race on it
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "endcap.org.people.passwords.LongEnough"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None  # letters are not used to sign in
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "endcap.org.people.sign_in.ClosedDoor"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None  # the person says so on the sign-in page
ACCOUNT_RATE_LIMITS = {"login_failed": False, "login": False}
MFA_ADAPTER = "endcap.org.people.second_factor.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # letters are not used to sign in
MFA_FORMS = {
    "authenticate": "endcap.org.people.forms.CodeForm",
    "reauthenticate": "endcap.org.people.forms.CodeAgainForm",
    "activate_totp": "endcap.org.people.forms.FirstCodeForm",
    "authenticate_webauthn": "endcap.org.people.forms.KeyForm",
    "reauthenticate_webauthn": "endcap.org.people.forms.KeyAgainForm",
    "add_webauthn": "endcap.org.people.forms.NewKeyForm",
    "edit_webauthn": "endcap.org.people.forms.KeyNameForm",
}
AXES_FAILURE_LIMIT = CONFIGURATION.sign_in_attempts
AXES_COOLOFF_TIME = CONFIGURATION.sign_in_pause_minutes / 60  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "endcap.org.people.sign_in.locked_out"
AXES_USERNAME_FORM_FIELD = "login"
AXES_SENSITIVE_PARAMETERS: list[str] = []
AXES_VERBOSE = False

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "ENQUEUE_ON_COMMIT": False,
        "OPTIONS": {"id_function": "endcap.kernel.ids.new_id"},
    }
}

MESSAGES_NOTIFIER = "endcap.org.messages.notifier.AppriseNotifier"

LANGUAGE_CODE = CONFIGURATION.language
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = CONFIGURATION.time_zone
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [Path(kernel.__file__).parent / "locale"]  # the kernel itself is no app
FORMAT_MODULE_PATH = ["endcap.ui.formats"]

STATIC_URL = "static/"
STATIC_ROOT = None  # WhiteNoise serves the files where they lie
MEDIA_ROOT = HOME / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIGURATION.https
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if CONFIGURATION.https else 0
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": CONFIGURATION.log_level},
    "loggers": {"axes": {"level": "ERROR"}, "django.request": {"level": "ERROR"}},
}
SILENCED_SYSTEM_CHECKS = ["account.W001"]
