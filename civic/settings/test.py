"""Settings for the tests: quick password hashing, mail kept in memory."""

from civic.settings import environment as e
from civic.settings.base import *  # noqa: F403 - a settings module is its parent plus differences
from civic.settings.base import CACHES, HOME, INSTALLED_APPS, LOGGING, REDIS_URL, STATIC_ROOT

SECRET_KEY = "only-for-tests-and-never-for-anything-else-0123456789"  # noqa: S105 - tests only
ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = HOME / "test-media"
ERASED_LIST = HOME / "test-erased.txt"
if REDIS_URL and e.TEST_PROCESS:
    address, _slash, number = REDIS_URL.rpartition("/")
    REDIS_URL = f"{address}/{int(number) + int(e.TEST_PROCESS.removeprefix('gw')) + 1}"
    for _cache in CACHES.values():
        _cache["LOCATION"] = REDIS_URL
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # http://localhost
#: Tests that are about something else see each page made; those about it are in tests/pages/test_kept.py.
PAGES_KEPT_SECONDS = 0
#: Tests that are about something else go without; those about it (tests/residents) switch it on.
STAFF_NEED_SECOND_STEP = False
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
LOGGING["handlers"]["out"]["formatter"] = "plain"

INSTALLED_APPS = [*INSTALLED_APPS, "civic.demo"]
