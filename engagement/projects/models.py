"""Projects, their dated sessions, who is coming, and who would like to start something."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import GenericTaggedItemBase, TagBase
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import RevisionMixin

from engagement.projects.enums import (
    Attendance,
    ComingState,
    ProjectStatus,
    WishState,
    YesNoUnknown,
)


class Interest(TagBase):
    """What a project is about: growing, mending, cooking."""

    class Meta:
        verbose_name = _("interest")
        verbose_name_plural = _("interests")


class ProjectInterest(GenericTaggedItemBase):
    """One project's one interest."""

    tag = models.ForeignKey(Interest, on_delete=models.CASCADE, related_name="tagged")


class ProjectQuerySet(models.QuerySet["Project"]):
    """Verbs on projects."""

    def public(self) -> "ProjectQuerySet":
        """Keep what anybody may see: going on, or ended and remembered."""
        return self.exclude(status=ProjectStatus.DRAFT)


class Project(RevisionMixin, models.Model):
    """Something people do together: free, open to all, near home, no commitment."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=120)
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("what you'll make or do"), max_length=240)
    description = models.TextField(_("in more words"), blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    picture_alt = models.CharField(_("what the picture shows"), max_length=200, blank=True)
    host = models.ForeignKey(
        "residents.Contributor",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="hosts",
    )
    host_name = models.CharField(
        _("host's first name"), max_length=60, blank=True, help_text=_("Never a child's name.")
    )
    organisation = models.ForeignKey(
        "partners.Organisation",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="projects",
        verbose_name=_("hub or organisation"),
    )
    children_welcome = models.CharField(
        _("can I bring my child?"),
        max_length=10,
        choices=YesNoUnknown.choices,
        default=YesNoUnknown.UNKNOWN,
    )
    buggy = models.CharField(
        _("can I bring a buggy?"),
        max_length=10,
        choices=YesNoUnknown.choices,
        default=YesNoUnknown.UNKNOWN,
    )
    bring = models.CharField(_("what to bring"), max_length=200, blank=True)
    bus_stop = models.CharField(_("nearest bus stop"), max_length=160, blank=True)
    cost_pence = models.PositiveIntegerField(_("cost, in pence"), default=0)
    cost_note = models.CharField(_("about the cost"), max_length=120, blank=True)
    came_of_it = models.TextField(_("what came of it"), blank=True)
    because_of_key = models.CharField(
        max_length=120, blank=True, help_text="What led to it: record.answer:<uuid>, say."
    )
    status = models.CharField(
        _("status"), max_length=10, choices=ProjectStatus.choices, default=ProjectStatus.DRAFT
    )
    status_before = models.CharField(
        max_length=10, blank=True, editable=False, help_text="What it was when a moderator hid it."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    interests = TaggableManager(
        through=ProjectInterest, blank=True, verbose_name=_("interests"), related_name="projects"
    )
    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(fields=["site", "slug"], name="project_slug_once"),
            models.CheckConstraint(
                condition=Q(picture__isnull=True) | ~Q(picture_alt=""),
                name="project_picture_described",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> str:
        """How other rooms name this project."""
        return f"projects.project:{self.uuid}"

    @property
    def is_public(self) -> bool:
        """Whether anybody may see it, as ``ProjectQuerySet.public``."""
        return self.status != ProjectStatus.DRAFT

    @property
    def is_free(self) -> bool:
        """Whether it costs nothing."""
        return self.cost_pence == 0


class SessionQuerySet(models.QuerySet["Session"]):
    """Verbs on sessions."""

    def public(self) -> "SessionQuerySet":
        """Keep those of published projects, cancelled ones included: people look for them."""
        return self.filter(project__status=ProjectStatus.PUBLISHED)

    def hidden(self) -> "SessionQuerySet":
        """Keep those of projects nobody may see (any more)."""
        return self.filter(project__status=ProjectStatus.DRAFT)

    def upcoming(self) -> "SessionQuerySet":
        """Keep those not over yet, soonest first."""
        return self.filter(ends_at__gt=timezone.now()).order_by("starts_at", "pk")

    def happening(self) -> "SessionQuerySet":
        """Leave out the cancelled."""
        return self.filter(cancelled_at=None)


class Session(models.Model):
    """One dated time of a project."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="sessions", verbose_name=_("project")
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    space_key = models.CharField(_("space in the register"), max_length=120, blank=True)
    place_text = models.CharField(
        _("where"), max_length=200, blank=True, help_text=_("Where it is not in the register.")
    )
    # Taken from the space when saved, and again every night: what lists filter by.
    place_name = models.CharField(_("where"), max_length=200, blank=True, editable=False)
    latitude = models.FloatField(null=True, blank=True, editable=False)
    longitude = models.FloatField(null=True, blank=True, editable=False)
    step_free = models.CharField(
        _("step-free?"), max_length=10, choices=YesNoUnknown.choices, default=YesNoUnknown.UNKNOWN
    )
    attendance = models.CharField(
        _("how to come"),
        max_length=20,
        choices=Attendance.choices,
        default=Attendance.JUST_TURN_UP,
    )
    places = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    coming_count = models.PositiveIntegerField(_("coming"), default=0, help_text="People. Stored on write.")
    note = models.CharField(_("about this time"), max_length=200, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=200, blank=True)
    # What subscribed calendars go by (RFC 5545 sections 3.8.7.3 and 3.8.7.4).
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["site", "starts_at"])]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after"),
            models.CheckConstraint(
                condition=Q(places__isnull=True) | Q(coming_count__lte=F("places")),
                name="session_not_overfull",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project.title} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def places_left(self) -> int | None:
        """How many may still come; None where nobody counts."""
        return None if self.places is None else max(0, self.places - self.coming_count)

    def note_change(self) -> None:
        """Count one change of when, where or whether, so that calendars take the newer one."""
        self.changed_at, self.revision = timezone.now(), self.revision + 1

    @property
    def is_public(self) -> bool:
        """Whether it has a page anybody may see, as ``SessionQuerySet.public``."""
        return self.project.status == ProjectStatus.PUBLISHED

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.ends_at <= timezone.now()


class Coming(models.Model):
    """Somebody said "I'm coming". It counts at once; the email is confirmed later."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="comings")
    contributor = models.ForeignKey("residents.Contributor", on_delete=models.CASCADE, related_name="comings")
    people = models.PositiveSmallIntegerField(_("how many of you"), default=1)
    note = models.CharField(_("anything the host should know"), max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=ComingState.choices, default=ComingState.COMING)
    said_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("person coming")
        verbose_name_plural = _("people coming")
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "contributor"], name="coming_once"),
            models.CheckConstraint(condition=Q(people__gte=1, people__lte=10), name="coming_one_to_ten"),
        ]

    def __str__(self) -> str:
        return f"{self.contributor}: {self.state}"


class HostMessage(models.Model):
    """What a host wrote to everyone coming. A fact: never edited."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="messages")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    text = models.TextField()
    sent_at = models.DateTimeField(default=timezone.now)
    sent_to = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-sent_at"]

    def __str__(self) -> str:
        return f"{self.session}: {self.sent_to}"


class StartWish(models.Model):
    """Somebody would like to start something; a named helper gets in touch."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contributor = models.ForeignKey(
        "residents.Contributor", on_delete=models.CASCADE, related_name="wishes", verbose_name=_("who")
    )
    idea = models.TextField(_("I'd like to start…"))
    need = models.TextField(_("what would help"), blank=True)
    like_project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(_("state"), max_length=10, choices=WishState.choices, default=WishState.NEW)
    wished_at = models.DateTimeField(_("wished"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("wish to start something")
        verbose_name_plural = _("wishes to start something")
        ordering = ["-wished_at"]

    def __str__(self) -> str:
        return self.idea[:60]


@register_setting(icon="group")
class ProjectSettings(BaseSiteSetting):
    """Who helps people start something here."""

    helper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("who hears “I'd like to start…”"),
    )

    class Meta:
        verbose_name = _("projects")
