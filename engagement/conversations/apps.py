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
        from civic.moderation.targets import register_target
        from civic.pages.finds import FindSource, register_find_source
        from civic.pages.panels import Panel, register_panel
        from civic.record.sources import register_evidence_source, register_subject_source
        from civic.record.voices import register_voice_source
        from civic.residents.names import ask_before_renaming
        from engagement.conversations import merging, moderating, names, panels, sources, summaries
        from engagement.conversations import tasks as _tasks  # noqa: F401 - registers its tasks
        from engagement.conversations.live import hints
        from engagement.conversations.panel import services as panel_services

        hints.connect()
        summaries.register_kinds()
        register_evidence_source(sources.ContributionEvidence())
        register_evidence_source(sources.StatementEvidence())
        register_subject_source(sources.ConversationSubject())
        merging.register()
        panel_services.register()
        register_voice_source(sources.ConversationVoice())
        register_target(moderating.ContributionTarget())
        register_target(moderating.StatementTarget())
        register_target(moderating.NameTarget())
        register_target(moderating.NewNameTarget())
        ask_before_renaming(names.may_rename)
        register_find_source(
            FindSource(
                key="conversations",
                label=_("Conversations"),
                door="conversations",
                find=sources.find_conversations,
            )
        )
        register_panel(
            Panel(
                key="conversations.live_now",
                label=_("The conversation that is live now"),
                template="conversations/panel_live_now.html",
                context=panels.live_now,
            )
        )
