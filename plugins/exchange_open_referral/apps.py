"""The feed other service directories read."""

from django.utils.translation import gettext_lazy as _

from civic.pluginkit.plugin import CivicPlugin


class ExchangeOpenReferral(CivicPlugin):
    name = "plugins.exchange_open_referral"
    label = "exchange_open_referral"
    verbose_name = _("Open Referral")
    version = "0.1.0"
    requires_civic = ">=0.1,<1"
    summary = _("Lets other directories read what is offered in spaces, by the Open Referral UK standard.")
    url_prefix = "open-referral"
    slots = {"spaces.below": "plugins.exchange_open_referral.slots.feed_link"}
