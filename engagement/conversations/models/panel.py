"""Who sits on the panel of a round, and what became of each question put to it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.conversations.enums import PanelState
from engagement.conversations.models.conversations import Round


class PanelMember(models.Model):
    """Somebody on the panel, with what they are there as."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="panel", verbose_name=_("round"))
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("what they are there as"), max_length=160)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)

    class Meta:
        verbose_name = _("member of a panel")
        verbose_name_plural = _("members of panels")
        ordering = ["round", "position", "pk"]

    def __str__(self) -> str:
        return f"{self.name}, {self.role}"


class PanelReply(models.Model):
    """What became of one question: taken up, answered by a member, or set aside with a reason."""

    contribution = models.OneToOneField(
        "conversations.Contribution", on_delete=models.CASCADE, related_name="panel_reply"
    )
    outcome = models.CharField(
        max_length=10, choices=[one for one in PanelState.choices if one[0] != PanelState.OPEN]
    )
    member = models.ForeignKey(
        PanelMember, null=True, blank=True, on_delete=models.PROTECT, related_name="replies"
    )
    words = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome__in=[PanelState.WRITTEN, PanelState.ON_STAGE]) | Q(member__isnull=False),
                name="panel_answer_has_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=[PanelState.WRITTEN, PanelState.SET_ASIDE]) | ~Q(words=""),
                name="panel_reply_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.outcome}"

    @property
    def is_answer(self) -> bool:
        """Whether the question is answered."""
        return self.outcome in (PanelState.WRITTEN, PanelState.ON_STAGE)
