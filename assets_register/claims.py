"""Whose word about a space counts: claimed, checked by an administrator, looked at again, given up."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from assets_register.claim_letters import tell_administrators, tell_claimant, tell_other_keepers
from assets_register.enums import OPEN_CLAIMS, AssetStatus, ClaimState
from assets_register.models import Asset, Claim
from assets_register.rules import may_decide_claim
from assets_register.services import (
    confirm_asset,
    create_asset,
    mask_changed,
    publish_assets,
    save_asset,
    write_facts,
)
from civic.notify.services import ask_to_confirm
from civic.partners.services import add_representative, ensure_organisation

if TYPE_CHECKING:
    from wagtail.models import Site

    from civic.residents.models import Contributor, User


class NotPossible(Exception):
    """What was asked cannot be done now; the words say why."""


@transaction.atomic
def claim_listing(asset: Asset, who: "Contributor", *, organisation_name: str, how: str, once: UUID) -> Claim:
    """Keep that somebody says a space is theirs, once; administrators are told.

    A second claim of the same person while the first waits or stands is the first.
    """
    known = Claim.objects.filter(asset=asset, contributor=who, state__in=[*OPEN_CLAIMS, ClaimState.VERIFIED])
    found = Claim.objects.filter(once=once, contributor=who).first() or known.first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            claim = Claim.objects.create(
                site_id=asset.site_id,
                asset_id=asset.pk,
                contributor=who,
                organisation_name=organisation_name,
                how=how,
                once=once,
            )
    except IntegrityError:  # the same press arrived twice at once
        return known.get()
    _note(claim, "assets.claim", by=who.user)
    tell_administrators(claim)
    return claim


@transaction.atomic
def add_listing(
    site: "Site",
    who: "Contributor",
    *,
    fields: Mapping[str, Any],
    facts: Mapping[str, str],
    looks_after: bool,
    organisation_name: str,
    how: str,
    once: UUID,
) -> Claim:
    """Put a space into the register as a draft that nobody sees until an administrator checked it."""
    found = Claim.objects.filter(once=once, contributor=who).first()
    if found is not None:
        return found
    asset = create_asset(site, by=who.user, facts=facts, **fields)
    claim = Claim.objects.create(
        site=site,
        asset=asset,
        contributor=who,
        looks_after=looks_after,
        came_with_it=True,
        organisation_name=organisation_name,
        how=how,
        once=once,
    )
    _note(claim, "assets.claim", by=who.user)
    ask_to_confirm(who)
    tell_administrators(claim)
    return claim


@transaction.atomic
def verify_claim(claim: Claim, *, by: "User") -> Claim:
    """Make somebody the keeper of a space, and of nothing else; what came with the claim is published.

    Their organisation is who looks after it from here on. Raises ``NotPossible``.
    """
    claim = _to_decide(claim, by)
    asset, who = claim.asset, claim.contributor
    if claim.looks_after:
        if claim.organisation_name:
            organisation = ensure_organisation(claim.site, claim.organisation_name)
            if who.user is not None:
                add_representative(organisation, who.user)
            asset.custodian = organisation
        save_asset(asset, by=by)
    _settle(claim, ClaimState.VERIFIED, by=by)
    if claim.came_with_it and asset.status == AssetStatus.DRAFT:
        publish_assets(Asset.objects.filter(pk=asset.pk), by=by)
    _note(claim, "assets.claim_verified", by=by)
    tell_claimant(claim)
    if claim.looks_after:
        tell_other_keepers(claim)
    return claim


@transaction.atomic
def decline_claim(claim: Claim, *, reason: str, by: "User") -> Claim:
    """Say no, and why; also to somebody who was a keeper until now. Raises ``NotPossible``."""
    if not reason.strip():
        raise NotPossible(_("Say why, so that they know what is missing."))
    claim = _to_decide(claim, by, also=(ClaimState.VERIFIED,))
    _settle(claim, ClaimState.DECLINED, by=by, reason=reason.strip()[:1000])
    _note(claim, "assets.claim_declined", by=by, reason=claim.reason)
    tell_claimant(claim)
    return claim


@transaction.atomic
def withdraw_claim(claim: Claim) -> bool:
    """Take a claim back, or stop looking after a space. False where there is nothing to take back.

    What came with a claim that nobody decided goes with it.
    """
    claim = _locked(claim)
    if claim.state not in (*OPEN_CLAIMS, ClaimState.VERIFIED):
        return False
    unseen = claim.is_open and claim.came_with_it and claim.asset.status == AssetStatus.DRAFT
    claim.state = ClaimState.WITHDRAWN
    claim.save(update_fields=["state"])
    _note(claim, "assets.claim_withdrawn", by=claim.contributor.user)
    if unseen:
        claim.asset.delete()
    return True


@transaction.atomic
def ask_again(claim: Claim, *, words: str) -> Claim:
    """Ask for a second look at a claim that was declined, once. Raises ``NotPossible``."""
    claim = _locked(claim)
    if claim.state != ClaimState.DECLINED or claim.appeal:
        raise NotPossible(_("This was looked at a second time already, or is being looked at now."))
    others = Claim.objects.filter(asset=claim.asset, contributor=claim.contributor)
    if others.filter(state__in=[*OPEN_CLAIMS, ClaimState.VERIFIED]).exists():
        raise NotPossible(_("You asked about this space again since. That is being looked at."))
    claim.state, claim.appeal = ClaimState.APPEALED, words.strip()[:1000]
    claim.save(update_fields=["state", "appeal"])
    _note(claim, "assets.claim_again", by=claim.contributor.user)
    tell_administrators(claim)
    return claim


@transaction.atomic
def edit_as_keeper(asset: Asset, *, by: "User", facts: Mapping[str, str], masking: bool = False) -> Asset:
    """Save what its keeper changed; it counts as checked by them today, and the old words are kept.

    ``masking``: it was decided anew whether where it is is private.
    """
    details = dict(asset.facts.values_list("key", "detail"))
    write_facts(asset, {key: (value, details.get(key, "")) for key, value in facts.items()}, by=by)
    if masking:
        mask_changed(asset, by=by)
        asset.slug = ""  # a street's name may stand in the old one
    save_asset(asset, by=by)
    asset.save_revision(user=by, log_action=False)
    claim = Claim.objects.standing().filter(asset=asset, contributor__user=by).first()
    return confirm_asset(asset, by=by, by_name=claim.organisation_name if claim else "")


def _locked(claim: Claim) -> Claim:
    """Return a claim as it is now, kept for this transaction."""
    rows = Claim.objects.select_for_update(of=("self",)).select_related("asset", "contributor__user", "site")
    return rows.get(pk=claim.pk)


def _to_decide(claim: Claim, by: "User", also: tuple[ClaimState, ...] = ()) -> Claim:
    claim = _locked(claim)
    if claim.state not in (*OPEN_CLAIMS, *also):
        raise NotPossible(_("Somebody decided this already."))
    if not may_decide_claim(by, claim):
        raise NotPossible(_("Somebody else has to decide this one."))
    if claim.contributor.email_confirmed_at is None:
        raise NotPossible(_("They have not confirmed their email yet."))
    return claim


def _settle(claim: Claim, state: ClaimState, *, by: "User", reason: str = "") -> None:
    claim.state, claim.reason, claim.decided_by, claim.decided_at = state, reason, by, timezone.now()
    claim.save(update_fields=["state", "reason", "decided_by", "decided_at"])


def _note(claim: Claim, action: str, *, by: "User | None", reason: str = "") -> None:
    """Keep it in the history of the claim and of the space."""
    data = {"claim": str(claim.uuid), "organisation": claim.organisation_name, "reason": reason}
    log(claim, action, user=by, data=data)
    log(claim.asset, action, user=by, data=data)
