"""A served site that keeps pages, with an empty view to measure them against (``bench_kept``)."""

from civic.settings.served_test import *  # noqa: F403 - a settings module is its parent plus differences

PAGES_KEPT_SECONDS = 60
ROOT_URLCONF = "tests.bench.kept_urls"
