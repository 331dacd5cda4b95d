"""What schemathesis has to be told: what OpenAPI 3.0 cannot say about three parameters, and one rule.

Loaded by its own process (``SCHEMATHESIS_HOOKS``), which knows nothing of Django. What strangers put
into the three is tried by ``test_params``; here they are sound wherever a sound request is wanted, and
anything at all elsewhere.
"""

import schemathesis

LIMIT_MAX = 1000
SOUND = {
    "bbox": "-180,-90,180,90",
    "datetime": "2026-03-01T12:00:00Z/..",
    "cursor": "WzEsImNpbmRlciBoaWxsIGxpYnJhcnkiLDFd",
}


@schemathesis.hook
def map_case(context, case):
    """Give a request that should be understood a rectangle within the world, a time and a real cursor."""
    if case.meta is not None and case.meta.generation.mode.is_positive and case.query:
        case.query.update({name: value for name, value in SOUND.items() if name in case.query})
    return case


@schemathesis.hook
def filter_case(context, case):
    """Leave out limits above the largest: they are taken as it, as the standard wants (17-069r4, 7.15.2)."""
    limit = str((case.query or {}).get("limit", ""))
    return not (limit.isdigit() and int(limit) > LIMIT_MAX)
