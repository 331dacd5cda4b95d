"""What schemathesis has to be told of the feed: two rules OpenAPI 3.0 cannot say.

Loaded by its own process (``SCHEMATHESIS_HOOKS``), which knows nothing of Django. What strangers type as
a postcode is tried by ``test_feed``; here it is a real one wherever a sound request is wanted.
"""

import schemathesis


@schemathesis.hook
def map_case(context, case):
    """Give a request that should be understood a postcode whose letters can stand where they do."""
    if case.meta is not None and case.meta.generation.mode.is_positive and "postcode" in (case.query or {}):
        case.query["postcode"] = "PB1 1AA"
    return case


@schemathesis.hook
def filter_case(context, case):
    """Leave out a distance without the postcode it is measured from: the standard wants both or neither."""
    query = case.query or {}
    return "proximity" not in query or "postcode" in query
