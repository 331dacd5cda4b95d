"""Settings for a server people use. ``check --deploy`` passes on these without a warning."""

from civic.settings.base import *  # noqa: F403 - a settings module is its parent plus differences
from civic.settings.base import ALLOWED_HOSTS, SECRET_KEY, STATIC_ROOT, STORAGES, TRUSTED_PROXIES

if not SECRET_KEY:
    raise SystemExit("Set SECRET_KEY to a long random value before starting in production.")

#: What watches over the machine asks from the machine itself.
if ALLOWED_HOSTS:
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, "localhost", "127.0.0.1"]

STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STAFF_NEED_SECOND_STEP = True  # whatever the environment says; and JUNCTION_DEMO is an error here
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
