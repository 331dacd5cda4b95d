"""Reports, decisions and their reasons."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "civic.moderation"
    label = "moderation"
    verbose_name = _("Moderation")

    def ready(self) -> None:
        from civic.moderation.messages import register_own_kinds
        from civic.moderation.voices import AppealVoice
        from civic.record.voices import register_voice_source

        register_own_kinds()
        register_voice_source(AppealVoice())
