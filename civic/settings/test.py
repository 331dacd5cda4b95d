"""Settings for the tests: quick password hashing, mail kept in memory."""

from civic.settings.base import *  # noqa: F403 - a settings module is its parent plus differences
from civic.settings.base import HOME, LOGGING

SECRET_KEY = "only-for-tests-and-never-for-anything-else-0123456789"  # noqa: S105 - tests only
ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = HOME / "test-media"
HOME.mkdir(parents=True, exist_ok=True)
LOGGING["handlers"]["out"]["formatter"] = "plain"
