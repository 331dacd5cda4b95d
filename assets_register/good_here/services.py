"""Writes about what is good here."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from assets_register.good_here.enums import GoodKind
from assets_register.good_here.letters import tell_pledged, tell_shown
from assets_register.good_here.models import GoodPledge, GoodThing
from assets_register.good_here.pictures import keep_picture
from assets_register.services import create_asset
from civic.notify.services import ask_to_confirm
from civic.places.selectors import postcode_point
from civic.record.enums import WordsState

if TYPE_CHECKING:
    from civic.partners.models import Organisation
    from civic.residents.models import Contributor, User


@transaction.atomic
def add_thing(who: "Contributor", *, once: UUID, given: Mapping[str, Any], picture: Any = None) -> GoodThing:
    """Keep something good somebody told us of; nobody sees it until somebody checked it.

    ``given``: kind, name, words, by_name, postcode, picture_alt. The same press again is the same thing.
    """
    found = GoodThing.objects.filter(once=once, contributor=who).first()
    if found is not None:
        return found
    code = postcode_point(who.site, given["postcode"])
    thing = GoodThing(
        site=who.site,
        contributor=who,
        once=once,
        kind=given["kind"],
        name=given["name"],
        words=given["words"],
        by_name=given.get("by_name", ""),
        neighbourhood=code.neighbourhood if code else None,
    )
    if code and thing.kind != GoodKind.OFFER:
        thing.postcode, thing.latitude, thing.longitude = code.code, code.latitude, code.longitude
    if picture:
        thing.picture = keep_picture(who.site, picture, thing.name)
        thing.picture_alt = given["picture_alt"]
    thing.save()
    ask_to_confirm(who)
    return thing


@transaction.atomic
def show_thing(thing: GoodThing) -> None:
    """Put it on the map, and tell whoever sent it the first time."""
    first = thing.shown_at is None
    thing.state = WordsState.PUBLISHED
    thing.shown_at = thing.shown_at or timezone.now()
    thing.save(update_fields=["state", "shown_at"])
    if first:
        tell_shown(thing)


def take_off(thing: GoodThing, state: WordsState) -> None:
    """Take it off every page: hidden, rejected or taken back."""
    thing.state = state
    thing.save(update_fields=["state"])


@transaction.atomic
def erase_thing(thing: GoodThing) -> None:
    """Forget what was said and shown; the mark stays, so that counts and pledges do not lie."""
    if thing.picture is not None:
        thing.picture.delete()
    thing.picture, thing.picture_alt = None, ""
    thing.name = thing.words = thing.by_name = thing.postcode = ""
    thing.latitude = thing.longitude = thing.neighbourhood = None
    thing.state = WordsState.ERASED
    thing.save()


@transaction.atomic
def pledge(
    thing: GoodThing, organisation: "Organisation", words: str, *, by: "User", once: UUID
) -> GoodPledge:
    """Put what an organisation can do beside a thing, once a press; whoever sent it is told."""
    made, new = GoodPledge.objects.get_or_create(
        once=once,
        defaults={"thing": thing, "organisation": organisation, "words": words, "made_by": by},
    )
    if new:
        tell_pledged(made)
    return made


def end_pledge(pledged: GoodPledge) -> None:
    """Take a pledge back; it is shown no more."""
    GoodPledge.objects.filter(pk=pledged.pk, ended_at=None).update(ended_at=timezone.now())


@transaction.atomic
def make_listing(thing: GoodThing, *, by: "User") -> GoodThing:
    """Make a listing of a place, for somebody to look after; making it twice is making it once.

    The words and the point go with it, and it is published: a person checked the note before. Who
    owns it and whether people can use it is not known yet, and the listing says so.
    """
    thing = GoodThing.objects.select_for_update().get(pk=thing.pk)
    if thing.asset_id is None:
        thing.asset = create_asset(
            thing.site,
            by=by,
            publish=True,
            name=thing.name,
            description=thing.words,
            postcode=thing.postcode,
            latitude=thing.latitude,
            longitude=thing.longitude,
        )
        thing.save(update_fields=["asset"])
    return thing
