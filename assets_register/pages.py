"""The front of the spaces section; its records are routes below it."""

from django.utils.translation import gettext_lazy as _

from civic.pages.models import SectionIndexPage


class SpacesIndexPage(SectionIndexPage):
    """Find a space: the register as everybody sees it."""

    door = "spaces"

    class Meta:
        verbose_name = _("spaces page")
