"""What a place decides about its register."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="home")
class RegisterSettings(BaseSiteSetting):
    """How a place keeps its register."""

    masked_neighbourhood = models.BooleanField(
        _("name the neighbourhood of spaces whose place is kept private"),
        default=False,
        help_text=_("Only where a neighbourhood is so large that this helps nobody to find them."),
    )

    panels = [FieldPanel("masked_neighbourhood")]

    class Meta:
        verbose_name = _("register")

    def __str__(self) -> str:
        return str(self.site)

    @classmethod
    def naming_neighbourhoods(cls) -> set[int]:
        """Return the ids of the places that name the neighbourhood of what is kept private."""
        return set(cls.objects.filter(masked_neighbourhood=True).values_list("site_id", flat=True))
