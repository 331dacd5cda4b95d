"""Work on the register off the request."""

from datetime import timedelta

from wagtail.models import Site

from civic.places.context import site_context
from civic.tasks.registry import scheduled


@scheduled(every=timedelta(days=1))
def keep_fresh() -> None:
    """Ask whoever looks after spaces about what is due, and stop offering what nobody answered for."""
    from assets_register.asking import ask_about_due
    from assets_register.freshness import lapse_unchecked

    for site in Site.objects.order_by("pk"):
        with site_context(site):
            lapse_unchecked(site)
            ask_about_due(site)


@scheduled(every=timedelta(days=1))
def tell_of_new_spaces() -> None:
    """Tell people who keep a search what has come that fits."""
    from assets_register.saved_searches import tell_of_new

    for site in Site.objects.order_by("pk"):
        with site_context(site):
            tell_of_new(site)
