"""How what people say here is moderated. Writes go through the room's services."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from civic.moderation.targets import TargetItem
from civic.places.keys import real_uuids
from engagement.conversations import names, services, statements
from engagement.conversations.enums import State
from engagement.conversations.models import Contribution, HeldName, Statement

if TYPE_CHECKING:
    from wagtail.models import Site

    from civic.residents.models import User


class ContributionTarget:
    """What somebody said in a thread."""

    kind = "conversations.contribution"
    label = _("Something said in a conversation")

    def items(self, ids: Sequence[str]) -> Mapping[str, TargetItem]:
        """Return contributions by uuid, in one query."""
        rows = Contribution.objects.filter(uuid__in=real_uuids(ids)).select_related(
            "conversation", "contributor"
        )
        return {
            str(row.uuid): TargetItem(
                key=row.key,
                site_id=row.site_id,
                title=row.conversation.question,
                text=row.text,
                url=reverse("conversations:contribution", args=[row.uuid]),
                author_id=row.contributor_id,
                state=row.state,
                made_at=row.posted_at,
                who=row.contributor.shown_name,
            )
            for row in rows
        }

    def held(self, site: "Site") -> Sequence[str]:
        """Return what waits to be read, oldest first."""
        rows = Contribution.objects.filter(site=site, state=State.HELD).order_by("posted_at", "pk")
        return [str(uuid) for uuid in rows.values_list("uuid", flat=True)]

    def hide(self, id: str, *, reason: str, by: "User") -> None:
        """Take it off every screen."""
        services.hide_contribution(_contribution(id), reason=reason)

    def restore(self, id: str, *, by: "User") -> None:
        """Show it again."""
        services.restore_contribution(_contribution(id))

    def release(self, id: str, *, by: "User") -> None:
        """Publish something held."""
        services.release_contribution(_contribution(id))

    def reject(self, id: str, *, reason: str, by: "User") -> None:
        """Do not publish something held."""
        services.reject_contribution(_contribution(id), reason=reason)


class StatementTarget:
    """A statement people vote on."""

    kind = "conversations.statement"
    label = _("A statement to vote on")

    def items(self, ids: Sequence[str]) -> Mapping[str, TargetItem]:
        """Return statements by uuid, in one query."""
        rows = Statement.objects.filter(uuid__in=real_uuids(ids)).select_related("conversation")
        return {
            str(row.uuid): TargetItem(
                key=row.key,
                site_id=row.site_id,
                title=row.conversation.question,
                text=row.text,
                url=reverse("conversations:statement", args=[row.uuid]),
                author_id=row.contributor_id,
                state=row.state,
                made_at=row.made_at,
            )
            for row in rows
        }

    def held(self, site: "Site") -> Sequence[str]:
        """Return what waits to be read, oldest first."""
        rows = Statement.objects.filter(site=site, state=State.HELD).order_by("made_at", "pk")
        return [str(uuid) for uuid in rows.values_list("uuid", flat=True)]

    def hide(self, id: str, *, reason: str, by: "User") -> None:
        """Take it off every screen."""
        statements.hide_statement(_statement(id), reason=reason)

    def restore(self, id: str, *, by: "User") -> None:
        """Show it again."""
        statements.show_statement(_statement(id))

    def release(self, id: str, *, by: "User") -> None:
        """Publish something held."""
        statements.show_statement(_statement(id))

    def reject(self, id: str, *, reason: str, by: "User") -> None:
        """Do not publish something held."""
        statements.reject_statement(_statement(id), reason=reason)


def _contribution(id: str) -> Contribution:
    return Contribution.objects.get(uuid=id)


def _statement(id: str) -> Statement:
    return Statement.objects.get(uuid=id)


class NameTarget:
    """The name somebody gave, known by something they said (their own id is nobody's business)."""

    kind = "conversations.name"
    label = _("A name somebody gave")

    def items(self, ids: Sequence[str]) -> Mapping[str, TargetItem]:
        """Return names by the uuid of what was said under them, in one query."""
        rows = Contribution.objects.filter(uuid__in=real_uuids(ids)).select_related(
            "conversation", "contributor", "contributor__hidden_name"
        )
        return {str(row.uuid): self._item(row) for row in rows}

    def _item(self, row: Contribution) -> TargetItem:
        hidden = getattr(row.contributor, "hidden_name", None)
        shown = bool(row.contributor.display_name) or hidden is None
        return TargetItem(
            key=f"{self.kind}:{row.uuid}",
            site_id=row.site_id,
            title=row.conversation.question,
            text=row.contributor.shown_name if shown or hidden is None else hidden.name,
            url=reverse("conversations:contribution", args=[row.uuid]),
            author_id=row.contributor_id,
            state=State.PUBLISHED.value if shown else State.HIDDEN.value,
            made_at=row.posted_at,
        )

    def held(self, site: "Site") -> Sequence[str]:
        """Return nothing: a name that waits is a ``NewNameTarget``."""
        return []

    def hide(self, id: str, *, reason: str, by: "User") -> None:
        """Show "A neighbour" in its place."""
        names.hide_name(_contribution(id).contributor, reason=reason)

    def restore(self, id: str, *, by: "User") -> None:
        """Show it again."""
        names.restore_name(_contribution(id).contributor)

    def release(self, id: str, *, by: "User") -> None:
        """Show it again."""
        names.restore_name(_contribution(id).contributor)

    def reject(self, id: str, *, reason: str, by: "User") -> None:
        """Show "A neighbour" in its place."""
        names.hide_name(_contribution(id).contributor, reason=reason)


class NewNameTarget:
    """A name somebody wants to go by, where a person reads everything first."""

    kind = "conversations.new_name"
    label = _("A new name somebody wants")

    def items(self, ids: Sequence[str]) -> Mapping[str, TargetItem]:
        """Return names by uuid, in one query."""
        rows = HeldName.objects.filter(uuid__in=real_uuids(ids)).select_related("contributor")
        return {
            str(row.uuid): TargetItem(
                key=f"{self.kind}:{row.uuid}",
                site_id=row.site_id,
                title=row.contributor.shown_name,
                text=row.name,
                url="",
                author_id=row.contributor_id,
                state=row.state,
                made_at=row.asked_at,
            )
            for row in rows
        }

    def held(self, site: "Site") -> Sequence[str]:
        """Return what waits to be read, oldest first."""
        rows = HeldName.objects.filter(site=site, state=State.HELD).order_by("asked_at", "pk")
        return [str(uuid) for uuid in rows.values_list("uuid", flat=True)]

    def hide(self, id: str, *, reason: str, by: "User") -> None:
        """Show "A neighbour" in its place."""
        names.hide_name(_held_name(id).contributor, reason=reason)

    def restore(self, id: str, *, by: "User") -> None:
        """Show it after all."""
        names.release_name(_held_name(id))

    def release(self, id: str, *, by: "User") -> None:
        """Show it."""
        names.release_name(_held_name(id))

    def reject(self, id: str, *, reason: str, by: "User") -> None:
        """Leave the name that shows as it is."""
        names.reject_name(_held_name(id))


def _held_name(id: str) -> HeldName:
    return HeldName.objects.select_related("contributor").get(uuid=id)
