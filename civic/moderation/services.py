"""Writes of moderation."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from civic.moderation.enums import AGAINST, IN_FAVOUR, Action, DecisionReason, ReportReason
from civic.moderation.models import Appeal, Decision, Report
from civic.moderation.rules import may_decide_appeal, may_moderate
from civic.moderation.selectors import find_item, split_target, visible_reports
from civic.moderation.targets import TargetItem, find_target
from civic.notify.services import tell
from civic.residents.models import Contributor

if TYPE_CHECKING:
    from wagtail.models import Site

    from civic.residents.models import User

_APPEAL_SALT = "moderation.another-look"

#: What can be done with a thing in each state.
POSSIBLE: dict[str, tuple[Action, ...]] = {
    "published": (Action.HIDE, Action.KEEP),
    "held": (Action.RELEASE, Action.REJECT),
    "hidden": (Action.RESTORE, Action.KEEP),
    "rejected": (Action.RELEASE, Action.KEEP),
    "withdrawn": (Action.KEEP,),
    "erased": (Action.KEEP,),
}

#: What the author is told of, by kind of message.
TOLD = {
    Action.HIDE: "moderation.hidden",
    Action.REJECT: "moderation.rejected",
    Action.RESTORE: "moderation.restored",
}


class NotPossible(Exception):
    """The thing is not, or no longer, in a state in which this can be done; ``args[0]`` says so."""


@transaction.atomic
def report(
    site: "Site", target_key: str, *, reason: str, words: str = "", reporter: Contributor | None = None
) -> Report:
    """Ask moderators to look at something. The same person's second report of it is the first.

    Raises ``LookupError`` where the thing is unknown or another place's.
    """
    if find_item(site, target_key) is None:
        raise LookupError(target_key)
    if reporter is not None:
        known = Report.objects.filter(
            site=site, target_key=target_key, reporter=reporter, reason=reason, decision=None
        ).first()
        if known is not None:
            return known
    return Report.objects.create(
        site=site,
        target_key=target_key,
        reason=reason,
        words=words.strip()[:2000],
        reporter=reporter,
        apart=reason == ReportReason.SAFETY,
    )


@transaction.atomic
def decide(
    user: "User", site: "Site", target_key: str, *, action: str, reason: str, words: str = ""
) -> Decision:
    """Decide about one thing: done at once, kept with its reason, reports closed, author told.

    Raises ``PermissionDenied`` for whoever does not moderate this place, ``LookupError`` where the
    thing is unknown or another place's, ``NotPossible`` where its state does not allow the action,
    ``ValueError`` where the reason does not go with the action.
    """
    if not may_moderate(user, site):
        raise PermissionDenied
    item = find_item(site, target_key)
    if item is None:
        raise LookupError(target_key)
    wanted = Action(action)
    if wanted not in POSSIBLE.get(item.state, ()):
        raise NotPossible(_("Somebody was quicker, or it has changed. This cannot be done with it now."))
    check_reason(wanted, reason)
    _carry_out(item, wanted, reason=reason, by=user)
    closed = visible_reports(user, site).filter(target_key=target_key, decision=None)
    decision = Decision.objects.create(
        site=site,
        target_key=target_key,
        action=wanted,
        reason=reason,
        words=words.strip()[:2000],
        by=user,
        author_id=item.author_id,
        apart=reason == DecisionReason.SAFETY or closed.filter(apart=True).exists(),
    )
    closed.update(decision=decision)
    _tell_author(decision)
    return decision


def check_reason(action: Action, reason: str) -> None:
    """Raise ``ValueError`` where a reason does not go with an action; leaving a thing takes any."""
    if action != Action.KEEP and reason not in (
        AGAINST if action in (Action.HIDE, Action.REJECT) else IN_FAVOUR
    ):
        raise ValueError("this reason does not go with this decision")


def _carry_out(item: TargetItem, action: Action, *, reason: str, by: "User") -> None:
    kind, id_ = split_target(item.key)
    target = find_target(kind)
    if target is None:
        raise LookupError(item.key)
    with override(settings.LANGUAGE_CODE):  # kept once, shown in each reader's own language
        label = str(DecisionReason(reason).label)
    if action == Action.HIDE:
        target.hide(id_, reason=label, by=by)
    elif action == Action.REJECT:
        target.reject(id_, reason=label, by=by)
    elif action == Action.RESTORE:
        target.restore(id_, by=by)
    elif action == Action.RELEASE:
        target.release(id_, by=by)


def _tell_author(decision: Decision, kind: str = "") -> None:
    kind = kind or TOLD.get(Action(decision.action), "")
    if kind and decision.author is not None:
        tell(
            decision.author,
            kind=kind,
            once_key=f"moderation:{decision.uuid}",
            context={
                "decision": str(decision.uuid),
                "key": decision.target_key,
                "reason": decision.reason,
                "words": decision.words,
                "token": appeal_token(decision),
            },
        )


def appeal_token(decision: Decision) -> str:
    """Return the token in "ask for another look"; only the author is sent it."""
    return signing.dumps(str(decision.uuid), salt=_APPEAL_SALT)


def decision_for_appeal(site: "Site", token: str) -> Decision | None:
    """Return the decision a token is about, in this place; None where it is not one of ours."""
    try:
        uuid = signing.loads(token, salt=_APPEAL_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Decision.objects.filter(site=site, uuid=uuid).select_related("appeal").first()


def ask_again(decision: Decision, words: str) -> Appeal:
    """Ask for another look at a decision; asking twice is asking once."""
    appeal, _made = Appeal.objects.get_or_create(
        decision=decision, defaults={"site_id": decision.site_id, "words": words.strip()[:2000]}
    )
    return appeal


@transaction.atomic
def decide_appeal(user: "User", appeal: Appeal, *, stands: bool, reason: str, words: str = "") -> Decision:
    """Take the second look: the first decision stands, or it is undone. The author is told.

    Raises ``PermissionDenied`` for whoever took the first look or does not moderate this place, and
    else as ``decide``.
    """
    locked = Appeal.objects.select_for_update(of=("self",)).select_related("decision", "site")
    appeal = locked.get(pk=appeal.pk)
    if not may_decide_appeal(user, appeal):
        raise PermissionDenied
    if appeal.outcome_id is not None:
        raise NotPossible(_("Somebody was quicker: the second look has been taken."))
    first = appeal.decision
    undo = Action.RELEASE if first.action == Action.REJECT else Action.RESTORE
    outcome = decide(
        user,
        appeal.site,
        first.target_key,
        action=Action.KEEP if stands else undo,
        reason=reason,
        words=words,
    )
    appeal.outcome = outcome
    appeal.save(update_fields=["outcome"])
    if stands or undo == Action.RELEASE:
        _tell_author(outcome, "moderation.stands" if stands else "moderation.restored")
    return outcome
