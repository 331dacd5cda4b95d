"""Welsh dates as they are written here: Django's own put noon and midnight in English."""

from civic.settings.formats.en.formats import *  # noqa: F403 - two languages, one way of writing dates
