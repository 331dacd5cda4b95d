"""A conversation held in a room: a facilitator, phones, a screen on the wall."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoomConfig(AppConfig):
    name = "engagement.conversations.room"
    label = "room"
    verbose_name = _("In the room")

    def ready(self) -> None:
        import_module("engagement.conversations.room.registrations").register()
