"""Good things for tests."""

from uuid import uuid4

from assets_register.good_here.models import GoodThing
from assets_register.good_here.services import add_thing, show_thing
from tests.factories.residents import ContributorFactory


def good_thing(site, name="The sunny bench", *, kind="place", postcode="", shown=True, who=None, **more):
    """Return a good thing somebody sent, checked unless said otherwise."""
    given = {
        "kind": kind,
        "name": name,
        "words": "Sun till six.",
        "postcode": postcode,
        "by_name": "",
        **more,
    }
    thing: GoodThing = add_thing(who or ContributorFactory(site=site), once=uuid4(), given=given)
    if shown:
        show_thing(thing)
    return thing
