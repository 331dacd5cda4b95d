"""Count the queries of every page in ``tests/page_costs.py`` and print them as JSON.

``python -m tests.bench.queries_counted``, in a migrated database; every place made is taken back.
"""

import json
import logging
from dataclasses import asdict

import django
from django.db import transaction


def main() -> None:
    """Print ``{"spaces you can use": {"empty": 20, "few": 25, "many": 25}, ...}``."""
    django.setup()
    logging.disable(logging.WARNING)
    from tests.conftest import make_site
    from tests.page_costs import FILLINGS, measure

    found = {}
    for filling in FILLINGS:
        with transaction.atomic():
            site = make_site("testserver", "Pellbridge", default=True)
            found |= {name: asdict(cost) for name, cost in measure(site, filling).items()}
            transaction.set_rollback(True)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
