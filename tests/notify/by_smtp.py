"""A served site that sends its mail by SMTP to a port of this machine."""

import os

from civic.settings.served_test import *  # noqa: F403 - a settings module is its parent plus differences

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ["TEST_SMTP_PORT"])
