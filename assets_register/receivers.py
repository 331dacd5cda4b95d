"""What the register does when something else changes."""

from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_delete, post_migrate, post_save
from django.dispatch import receiver

from assets_register import index
from assets_register.models import Asset, AssetIndex, RegisterSettings
from civic.partners.models import Organisation
from civic.places.geo import distance_metres


@receiver(post_delete, sender=Asset, dispatch_uid="assets_register.drop_from_index")
def drop_from_index(sender: type[Asset], instance: Asset, **kwargs: Any) -> None:
    """A deleted asset leaves the index in the same transaction, however it was deleted."""
    if AssetIndex.objects.filter(pk=instance.pk).exists():  # a draft was never in it
        index.refresh([instance.pk])


@receiver(post_save, sender=Organisation, dispatch_uid="assets_register.reindex_renamed")
def reindex_renamed(sender: type[Organisation], instance: Organisation, created: bool, **kwargs: Any) -> None:
    """A renamed organisation's spaces are found by its new name."""
    if not created:
        owned = Asset.objects.filter(owner=instance) | Asset.objects.filter(custodian=instance)
        index.refresh(list(owned.values_list("pk", flat=True)))


@receiver(post_save, sender=RegisterSettings, dispatch_uid="assets_register.reindex_masked")
def reindex_masked(sender: type[RegisterSettings], instance: RegisterSettings, **kwargs: Any) -> None:
    """What is kept private is counted under its neighbourhood, or no longer, as a place decides."""
    masked = Asset.objects.filter(site=instance.site_id, location_masked=True)
    index.refresh(list(masked.values_list("pk", flat=True)))


@receiver(
    post_migrate,
    sender=apps.get_app_config("assets_register"),
    dispatch_uid="assets_register.fill_emptied_index",
)
def fill_emptied_index(**kwargs: Any) -> None:
    """A migration that changes what the index holds empties it: here it is made anew."""
    if not AssetIndex.objects.exists() and Asset.objects.public().exists():
        index.rebuild()


@receiver(connection_created, dispatch_uid="assets_register.teach_distance")
def teach_distance(sender: type[BaseDatabaseWrapper], connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Give SQLite a function for distances (``matching.DistanceFrom``)."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("metres_between", 4, distance_metres, deterministic=True)
