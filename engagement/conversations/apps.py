"""Conversations with the people who decide."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConversationsConfig(AppConfig):
    name = "engagement.conversations"
    label = "conversations"
    verbose_name = _("Conversations")

    def import_models(self) -> None:
        super().import_models()
        import_module("engagement.conversations.pages")

    def ready(self) -> None:
        from engagement.conversations.live import hints

        hints.connect()
