"""The queue, and when each schedule is next due."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class QueuedTask(models.Model):
    """One piece of work not done yet, or one that failed for good. Done work leaves no row.

    ``attempts`` counts how often it was begun, and so tells who holds it: a worker may renew, put
    back or fail only the attempt it began.
    """

    name = models.CharField(_("task"), max_length=200)
    arguments = models.TextField(_("arguments"), default="{}", help_text="A JSON object, keys sorted.")
    queued_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("queued task")
        verbose_name_plural = _("queued tasks")
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(failed_at=None), name="task_due"),
            models.Index(fields=["name"], condition=Q(failed_at=None), name="task_by_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ScheduleState(models.Model):
    """When a scheduled task is next due, shared by all workers."""

    name = models.CharField(max_length=200, unique=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
