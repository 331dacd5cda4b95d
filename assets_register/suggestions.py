"""What visitors tell us about a space: kept apart from the register until somebody takes it in."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from assets_register.enums import Known, SuggestionState
from assets_register.models import Asset, Suggestion
from assets_register.services import record_fact

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from wagtail.models import Site

    from civic.residents.models import User

#: A visitor's suggestions waiting for one asset; past this nobody could read them all.
WAITING_LIMIT = 50


def waiting_suggestions(site: "Site") -> "QuerySet[Suggestion]":
    """Return what waits to be read in a place, oldest first."""
    return Suggestion.objects.filter(asset__site=site, state=SuggestionState.NEW).select_related("asset")


def suggest_fact(asset: Asset, *, key: str = "", value: str = "", words: str = "") -> Suggestion:
    """Keep what somebody told us. The same answer again while it waits is the same suggestion.

    Raises ``ValueError`` where nothing is said.
    """
    words = " ".join(words.split())[:500]
    if not value and not words:
        raise ValueError("a suggestion says something")
    waiting = Suggestion.objects.filter(asset=asset, state=SuggestionState.NEW)
    same = waiting.filter(key=key, value=value, words=words).first()
    if same is not None:
        return same
    if waiting.count() >= WAITING_LIMIT:
        waiting.order_by("-made_at").first().delete()  # type: ignore[union-attr] # there are fifty
    return Suggestion.objects.create(asset=asset, key=key, value=value, words=words)


@transaction.atomic
def take_suggestion(suggestion: Suggestion, *, by: "User") -> None:
    """Take a yes or no into the register, as checked by the person who takes it."""
    if suggestion.key and suggestion.value in (Known.YES, Known.NO):
        record_fact(
            suggestion.asset, key=suggestion.key, value=suggestion.value, detail=suggestion.words[:200], by=by
        )
    _decide(suggestion, SuggestionState.TAKEN, by)


def decline_suggestion(suggestion: Suggestion, *, by: "User") -> None:
    """Leave the register as it is."""
    _decide(suggestion, SuggestionState.DECLINED, by)


def _decide(suggestion: Suggestion, state: str, by: "User") -> None:
    suggestion.state, suggestion.decided_by, suggestion.decided_at = state, by, timezone.now()
    suggestion.save(update_fields=["state", "decided_by", "decided_at"])
