"""Fixed choices about organisations."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """What sort of organisation it is, as partnership boards sort their members."""

    COUNCIL = "council", _("Council")
    HEALTH = "health", _("Health")
    POLICE = "police", _("Police and fire")
    HOUSING = "housing", _("Housing")
    EDUCATION = "education", _("Education")
    FAITH = "faith", _("Faith")
    VOLUNTARY = "voluntary", _("Voluntary and community")
    BUSINESS = "business", _("Business")
    OTHER = "other", _("Other")
