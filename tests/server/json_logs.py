"""A served site under test whose logs are as in production."""

from civic.settings.served_test import *  # noqa: F403 - a settings module is its parent plus differences
from civic.settings.served_test import LOGGING

LOGGING["handlers"]["out"]["formatter"] = "json"
