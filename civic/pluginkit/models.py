"""Which plugins a place has switched on or off, and what went wrong while they ran."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class PluginSwitch(models.Model):
    """One place's choice about one plugin. No row: the plugin's own default."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    plugin = models.CharField(max_length=120, help_text="The plugin's app label.")
    on = models.BooleanField(_("switched on"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "plugin"], name="plugin_switched_once")]

    def __str__(self) -> str:
        return f"{self.plugin}: {'on' if self.on else 'off'}"


class PluginFault(models.Model):
    """Something in a plugin that failed while the site ran. One row per spot and place, counted."""

    site = models.ForeignKey(
        "wagtailcore.Site",
        verbose_name=_("place"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="Where it failed; none where no place was in force.",
    )
    plugin = models.CharField(_("plugin"), max_length=120)
    where = models.CharField(
        _("where"), max_length=200, help_text="slot, page, form, receiver or task, and its name."
    )
    said = models.CharField(_("what happened"), max_length=300)
    message = models.CharField(
        max_length=200, blank=True, help_text="The same as a message of the catalogue; empty for an error."
    )
    given = models.JSONField(default=dict, blank=True, help_text="What is put into the message.")
    times = models.PositiveIntegerField(_("times"), default=1)
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    mended_at = models.DateTimeField(null=True, blank=True, help_text="When it next went well.")

    class Meta:
        ordering = ["-last_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "plugin", "where"], name="plugin_fault_once_per_spot_and_place"
            ),
            models.UniqueConstraint(
                fields=["plugin", "where"],
                condition=models.Q(site=None),
                name="plugin_fault_once_per_spot_of_no_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plugin}, {self.where}: {self.said}"

    @property
    def words(self) -> str:
        """What happened, in the language in force; an error is nobody's language."""
        return gettext(self.message) % self.given if self.message else self.said
