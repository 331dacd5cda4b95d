"""Settings of a server process under test: a real database, mail written to files.

``JUNCTION_HOME`` is a folder of its own for each server, so nothing is shared between two.
"""

from civic.settings.test import *  # noqa: F403 - a settings module is its parent plus differences
from civic.settings.test import HOME

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = HOME / "mail"
MEDIA_ROOT = HOME / "media"
#: Static files straight from the rooms, found once at the start.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
