"""Every list costs the same number of queries for 3 rows as for 300; ``tests/page_costs.py`` names them."""

import pytest

from tests.page_costs import FILLINGS, measure


@pytest.mark.parametrize("filling", FILLINGS, ids=lambda filling: filling.fill.__name__)
def test_pages_cost_the_same_for_3_rows_as_for_300(site, filling):
    costs = measure(site, filling)
    assert {name: cost for name, cost in costs.items() if not cost.kept} == {}
