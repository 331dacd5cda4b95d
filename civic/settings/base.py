"""Settings every shape of running shares. See ``environment`` for what may be changed."""

from typing import Any

import environs
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

from civic.pluginkit.discovery import discover
from civic.settings import environment as e

BASE_DIR = e.BASE_DIR
HOME = e.HOME
JUNCTION_DATA = e.DATA
JUNCTION_DEMO = e.DEMO
SECRET_KEY = e.SECRET_KEY
ALLOWED_HOSTS = e.ALLOWED_HOSTS
DEBUG = False

# ---- rooms -------------------------------------------------------------------------------
ROOMS = [
    "civic.residents",
    "civic.places",
    "civic.partners",
    "civic.tasks",
    "civic.pluginkit",
    "civic.themekit",
    "civic.pages",
    "civic.api",
    "civic.record",
    "civic.notify",
    "civic.moderation",
    "civic.server",
    "civic.backups",
    "assets_register",
    "assets_register.good_here",
    "engagement.projects",
    "engagement.conversations",
    "engagement.conversations.room",
]

INSTALLED_APPS = [
    *ROOMS,
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_htmx",
    "rules",
    "csp",
    "leaflet",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "civic.residents.elsewhere",
    "allauth.mfa",
    "allauth.usersessions",
    "channels",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "civic.server.middleware.CountRequests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "civic.pages.middleware.SafetyHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "civic.pages.middleware.LanguageChoiceMiddleware",
    "civic.pages.kept.KeptPagesMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    # Before Django's own, which asks which addresses there are: a plugin's are there where it is on.
    "civic.places.middleware.SiteContextMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "civic.residents.middleware.StaffDoorMiddleware",
    "civic.pages.admin_scope.OtherPlacesPagesMiddleware",
    "civic.residents.middleware.AtDeskMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "civic.themekit.preview.LookPreviewMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "civic.pluginkit.middleware.PluginFaultMiddleware",
]

ROOT_URLCONF = "civic.urls"
ASGI_APPLICATION = "civic.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            # A place's theme first, kept by theme; then the rooms' own templates, kept once.
            "loaders": [
                "civic.themekit.loader.Loader",
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.app_directories.Loader"],
                ),
            ],
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

# ---- database: SQLite in one file, or PostgreSQL ---------------------------------------------
if e.DATABASE_URL:
    DATABASES = {"default": environs.Env().dj_db_url("DATABASE_URL", conn_max_age=60)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "junction.sqlite3",
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASE_URL = e.DATABASE_URL
REDIS_URL = e.REDIS_URL
CACHES: dict[str, dict[str, Any]]
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "civic.server.cache.PatientRedisCache",
            "LOCATION": REDIS_URL,
        },
        "pages": {
            "BACKEND": "civic.server.cache.PatientRedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "pages",
        },
    }
else:
    # Pages apart, so that many addresses push nothing else out.
    CACHES = {
        name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
        for name in ("default", "pages")
    }
#: How long a page that holds nothing personal is kept where nothing is written; 0 keeps none.
PAGES_KEPT_SECONDS = 60

# ---- tasks: civic.tasks; Wagtail's own small jobs run at once ---------------------------------------
#: How long a task is held without a sign of life from its worker, and how long it may take at all.
TASK_LEASE_SECONDS = e.TASK_LEASE_SECONDS
TASK_TIME_LIMIT_SECONDS = 600
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# ---- people ----------------------------------------------------------------------------------
AUTH_USER_MODEL = "residents.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "civic.residents.backends.RoleBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # a password is offered, never needed
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_FORMS = {
    "change_password": "civic.residents.forms.ChangePasswordForm",
    "set_password": "civic.residents.forms.SetPasswordForm",
    "reset_password_from_key": "civic.residents.forms.ResetPasswordKeyForm",
}
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "civic.residents.adapters.AccountAdapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True  # one way however one signs in; no box to tick
ACCOUNT_CHANGE_EMAIL = True  # the new address counts once confirmed, and takes the old one's place
ACCOUNT_EMAIL_NOTIFICATIONS = True
#: A role counts only for somebody with a second step. The demo signs people in by one press.
STAFF_NEED_SECOND_STEP = not e.DEMO
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_ADAPTER = "civic.residents.adapters.MFAAdapter"
MFA_FORMS = {
    "activate_totp": "civic.residents.forms.ActivateAppForm",
    "add_webauthn": "civic.residents.forms.PasskeyForm",
    "signup_webauthn": "civic.residents.forms.FirstPasskeyForm",
    "edit_webauthn": "civic.residents.forms.RenamePasskeyForm",
}
MFA_TOTP_ISSUER = "Junction Box"
MFA_TOTP_TOLERANCE = 1  # a telephone half a minute out still signs in
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if e.OIDC_SERVER_URL:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "elsewhere",
                "name": e.OIDC_NAME or e.OIDC_SERVER_URL,
                "client_id": e.OIDC_CLIENT_ID,
                "secret": e.OIDC_CLIENT_SECRET,
                "settings": {"server_url": e.OIDC_SERVER_URL},
            }
        ],
    }
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
WAGTAILADMIN_LOGIN_URL = "staff_sign_in"
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "pages/password_required.html"  # noqa: S105 - a file, not a secret
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False

# ---- languages -------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGE_COOKIE_NAME = "jb_language"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", _("English")), ("cy", _("Welsh"))]
LOCALE_PATHS = [BASE_DIR / "civic" / "locale"]
FORMAT_MODULE_PATH = "civic.settings.formats"
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", "English"), ("cy", "Cymraeg")]
USE_TZ = True
TIME_ZONE = "UTC"
WAGTAIL_USER_TIME_ZONES: list[str] = []  # staff live by their place's time (civic.places.middleware)

# ---- files -----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = HOME / "media"
STATICFILES_FINDERS = [
    "civic.themekit.finders.ThemeFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
#: The largest request body the server reads, in bytes, and how long it waits for one, in seconds.
REQUEST_BODY_LIMIT = 12 * 1024 * 1024
REQUEST_BODY_SECONDS = 15
#: Where a longer one may come, and in how many seconds: a publisher's list of spaces has up to 32 MB, and
#: the form's own fields. It goes to the disk, and what a stranger sends there ends at the sign-in.
REQUEST_LONG_BODIES = {"/admin/register/import/": (33 * 1024 * 1024, 120)}
#: How many requests are worked on at once in one process, and the longest frame a socket may send.
REQUEST_THREADS = 16
SOCKET_FRAME_LIMIT = 16 * 1024
#: How many live sockets one address may hold on one process: a whole hall can share an address.
LIVE_SOCKETS_PER_ADDRESS = 500
#: Seconds between a process's looks for what no hint told it of.
LIVE_WATCH_SECONDS = 1.0

# ---- Wagtail ---------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Junction Box"
WAGTAILADMIN_BASE_URL = e.BASE_URL
BASE_URL = e.BASE_URL
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_WORKFLOW_ENABLED = False  # who may write pages may publish them; workflows know no places
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILDOCS_EXTENSIONS = ["csv", "pdf", "txt", "odt", "docx", "xlsx"]
TAGGIT_CASE_INSENSITIVE = True

# ---- mail ------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = SERVER_EMAIL = e.DEFAULT_FROM_EMAIL
if e.EMAIL_URL:
    vars().update(environs.Env().dj_email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
EMAIL_TIMEOUT = 15

# ---- safety ----------------------------------------------------------------------------------
X_FRAME_OPTIONS = "DENY"  # Wagtail allows its own previews by itself
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
#: How many proxies in front of us may be believed about where a request came from.
TRUSTED_PROXIES = e.TRUSTED_PROXIES
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *e.MAP_TILES_HOSTS],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        # Signing in elsewhere starts with a form of ours that leads on to the other site.
        "form-action": [SELF, *e.OIDC_ORIGINS],
        "frame-ancestors": [SELF],
    }
}

#: Who asks for /metrics must hold this; without it there is no such page.
METRICS_TOKEN = e.METRICS_TOKEN

# ---- logs: JSON lines with stable event names (see civic.server.logs) --------------------------------
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "civic.server.logs.JsonFormatter"},
        "plain": {"()": "civic.server.logs.PlainFormatter"},
    },
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["out"], "level": e.LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "uvicorn": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        # Two lines for every page saved, which its history tells better.
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
    },
}
ADMIN_PREFIX = "/admin/"
#: Wagtail's screens write inline scripts and styles; nothing of a stranger's is run on them.
ADMIN_CONTENT_SECURITY_POLICY = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
}
PERMISSIONS_POLICY = (
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(self), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=(), browsing-topics=()"
)
CSRF_FAILURE_VIEW = "civic.pages.views.csrf_failure"

# ---- the map ---------------------------------------------------------------------------------
MAP_TILES_URL = e.MAP_TILES_URL
MAP_TILES_ATTRIBUTION = e.MAP_TILES_ATTRIBUTION
PUBLIC_API_LIMIT = e.PUBLIC_API_LIMIT
ERASED_LIST = e.ERASED_LIST

# ---- themes ----------------------------------------------------------------------------------
THEME_FOLDERS = [BASE_DIR / "themes"]
DEFAULT_THEME = e.DEFAULT_THEME

# ---- plugins ---------------------------------------------------------------------------------
BLOCKED_PLUGINS = e.BLOCKED_PLUGINS
PLUGIN_FOLDERS = [BASE_DIR / "plugins", *e.MORE_PLUGIN_FOLDERS]
INSTALLED_APPS += discover(PLUGIN_FOLDERS, blocked=BLOCKED_PLUGINS, only=e.ONLY_PLUGINS, taken=INSTALLED_APPS)
