"""A plugin's own tests have the places and the database that all tests have."""

from tests.conftest import (  # noqa: F401 - fixtures, found by their names
    _nothing_remembered,
    django_db_setup,
    other_site,
    site,
    template_database,
)
