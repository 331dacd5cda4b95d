"""A served site with a few addresses of its own, and less patience."""

from civic.settings.served_test import *  # noqa: F403 - a settings module is its parent plus differences

ROOT_URLCONF = "tests.server.addresses"
REQUEST_BODY_LIMIT = 3 * 1024 * 1024
REQUEST_BODY_SECONDS = 8
REQUEST_THREADS = 4
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
