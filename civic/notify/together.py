"""One person, several receipts: records that share a confirmed address get one email between them.

Somebody who spoke on a phone and at a laptop is two guests until an account gathers them, and has
confirmed the same address for both. Each record keeps its own message in "My voice"; one email
carries the words of all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from civic.record.enums import Standing
from civic.residents.models import Contributor

if TYPE_CHECKING:
    from civic.record.models import Answer, AnswerRecipient

_ORDER = list(Standing)
#: What is said under one standing can be said in the email of another, whose words are put first.
_SAID_WITH: Mapping[str, frozenset[str]] = {
    Standing.QUOTED: frozenset({Standing.QUOTED, Standing.AGREED}),
    Standing.AGREED: frozenset({Standing.AGREED}),
    Standing.NOT_PUBLISHED: frozenset({Standing.NOT_PUBLISHED}),
    Standing.TOOK_PART: frozenset({Standing.TOOK_PART}),
}


@dataclass(frozen=True, kw_only=True)
class Together:
    """Who, of those an answer reaches, is written to in whose email; by recipient."""

    speaks: Mapping[int, Mapping[str, Any]]
    """What the email that speaks for several says besides its own."""
    in_another: frozenset[int]
    """Whose words stand in another's email."""


def together_in(answer: "Answer") -> Together:
    """Return which recipients of an answer share an address and so an email. Two queries."""
    reachable = Contributor.objects.filter(pk__in=answer.recipients.values("contributor_id"))
    shared = reachable.reachable_by_email().values("email").annotate(n=Count("pk")).filter(n__gt=1).order_by()
    emails = [row["email"] for row in shared]
    rows = answer.recipients.filter(
        contributor__email__in=emails, contributor__in=reachable.reachable_by_email()
    ).select_related("contributor")
    by_email: dict[str, list[AnswerRecipient]] = {}
    for row in sorted(rows, key=lambda one: (_ORDER.index(Standing(one.standing)), one.pk)):
        by_email.setdefault(row.contributor.email, []).append(row)
    return Together(
        speaks={first.pk: _said_together(first, others) for first, *others in by_email.values()},
        in_another=frozenset(other.pk for _first, *others in by_email.values() for other in others),
    )


def _said_together(first: "AnswerRecipient", others: "Sequence[AnswerRecipient]") -> dict[str, Any]:
    keys, unpublished = list(first.source_keys), list(first.unpublished_keys)
    for other in others:
        unpublished += other.unpublished_keys
        if other.standing in _SAID_WITH[first.standing]:
            keys += other.source_keys
        elif other.standing == Standing.NOT_PUBLISHED:
            unpublished += other.source_keys
    return {
        "keys": list(dict.fromkeys(keys)),
        "unpublished": list(dict.fromkeys(unpublished)),
        "also": [other.contributor_id for other in others],
    }
