"""A served site whose hubs hear hints, and look at the database as good as never."""

from civic.settings.served_test import *  # noqa: F403 - a settings module is its parent plus differences

LIVE_WATCH_SECONDS = 3600.0
