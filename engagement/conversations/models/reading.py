"""How far somebody has read."""

from django.db import models
from django.utils import timezone

from engagement.conversations.models.conversations import Thread


class ReadMark(models.Model):
    """How far one person has read one thread. Theirs alone: nobody is shown it, erasing removes it."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+")
    contributor = models.ForeignKey("residents.Contributor", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(help_text="Everything up to this event number was on their screen.")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "contributor"], name="read_mark_once")]

    def __str__(self) -> str:
        return f"{self.contributor_id} {self.thread_id} to {self.number}"
