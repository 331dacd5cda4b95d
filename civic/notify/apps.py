"""One outbox for everything people are told."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotifyConfig(AppConfig):
    name = "civic.notify"
    label = "notify"
    verbose_name = _("Messages")
