"""Every list costs the same number of queries for 3 rows as for 300; ``tests/page_costs.py`` names them."""

import pytest

from tests.page_costs import FILLINGS, Cost, measure


@pytest.mark.parametrize("filling", FILLINGS, ids=lambda filling: filling.fill.__name__)
def test_pages_cost_the_same_for_3_rows_as_for_300(site, filling):
    costs = measure(site, filling)
    assert {name: cost for name, cost in costs.items() if not cost.kept} == {}


@pytest.mark.parametrize(
    ("cost", "kept"),
    [
        (Cost(empty=10, few=18, many=18), True),
        (Cost(empty=10, few=18, many=17), True),
        (Cost(empty=10, few=12, many=13), False),
        (Cost(empty=10, few=19, many=19), False),
        (Cost(empty=10, few=10, many=11, step=1), True),
        (Cost(empty=10, few=18, many=19, step=1), False),
    ],
)
def test_rule_is_kept_only_within_its_bounds(cost, kept):
    assert cost.kept is kept
