"""Where things are."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "civic.places"
    label = "places"
    verbose_name = _("Places")

    def ready(self) -> None:
        from django.db.models.signals import post_migrate, post_save
        from wagtail.models import Page, Site

        from civic.places import pictures
        from civic.places.hosts import validate_host
        from civic.places.kept import keep_in_step_with
        from civic.places.models import PlaceSettings

        Site._meta.get_field("hostname").validators.append(validate_host)  # Wagtail's form asks the model
        keep_in_step_with(Site, Page, PlaceSettings)
        post_save.connect(pictures.keep_in_step, sender=Site, dispatch_uid="places.pictures")
        post_migrate.connect(
            pictures.give_every_place_a_collection, sender=self, dispatch_uid="places.every_place"
        )
