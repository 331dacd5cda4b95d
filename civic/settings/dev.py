"""Settings for a machine at hand: debug pages, mail to the console."""

from civic.settings.base import *  # noqa: F403 - a settings module is its parent plus differences
from civic.settings.base import HOME, INSTALLED_APPS, JUNCTION_DEMO, LOGGING, SECRET_KEY, STATIC_ROOT

#: The demo shows pages as people get them, errors too.
DEBUG = not JUNCTION_DEMO
#: Static files straight from the rooms, so that nothing has to be collected.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
SECRET_KEY = SECRET_KEY or "only-for-a-machine-at-hand-never-for-a-server-people-use"
ALLOWED_HOSTS = ["*"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # http://localhost
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
LOGGING["handlers"]["out"]["formatter"] = "plain"

INSTALLED_APPS = [*INSTALLED_APPS, "civic.demo"]

if JUNCTION_DEMO:  # every email is kept for the demo's mailbox; none leaves this machine
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = HOME / "mail"
