"""Fixed choices of what is good here."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GoodKind(models.TextChoices):
    """What it is: the gifts of a neighbourhood that asset-based community development maps.

    (Kretzmann and McKnight, Building Communities from the Inside Out, 1993: people's own gifts,
    associations, and places.)
    """

    PLACE = "place", _("A place")
    GROUP = "group", _("A group of people")
    OFFER = "offer", _("Something I can do for others")


#: What a kind is called in a list that everybody reads.
KIND_SHOWN = {GoodKind.PLACE: _("A place"), GoodKind.GROUP: _("A group"), GoodKind.OFFER: _("An offer")}
#: Kinds behind which there is somebody one can write to.
ANSWERED = (GoodKind.GROUP, GoodKind.OFFER)
