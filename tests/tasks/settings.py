"""A served site that also knows the probe's tasks."""

from civic.settings.served_test import *  # noqa: F403 - a settings module is its parent plus differences
from civic.settings.served_test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.tasks.probe"]
TASK_LEASE_SECONDS = 2
