"""Fixed choices about people."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody may do for one place. Granted by ``RoleGrant``, checked by ``rules``."""

    MODERATOR = "moderator", _("Moderator")
    FACILITATOR = "facilitator", _("Facilitator")
    STEWARD = "steward", _("Steward of a space")
    LIBRARIAN = "librarian", _("Librarian")
    BOARD_MEMBER = "board_member", _("Board member")
    ASSET_MANAGER = "asset_manager", _("Asset manager")
    PLACE_ADMINISTRATOR = "place_administrator", _("Place administrator")


class ConsentPurpose(models.TextChoices):
    """What a person agreed to have done with what they gave us."""

    PUBLISH_WORDS = "publish_words", _("Show my words")
    EMAIL_ANSWER = "email_answer", _("Email me the answer")
    CONNECT = "connect", _("Put me in touch with others")
