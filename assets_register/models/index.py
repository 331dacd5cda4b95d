"""What search and the map need of every asset people may see, beside the full record.

Written only by ``assets_register.index``. Drafts and what is held back are never in these tables,
so nothing that reads them can show what must not be shown. Beside them, a full-text index and a
spatial one of the database's own (migration ``search_index``).
"""

from django.db import models

from assets_register.enums import AssetKind, Known
from assets_register.models.asset import Asset


class Scope(models.TextChoices):
    """Which of the two lists a total counts."""

    USABLE = "usable"
    ALL = "all"


class AssetHours(models.Model):
    """Opening hours that are certain, once however many assets have them: asked of each which are open.

    Rows stay when nobody has such hours any more; ``rebuild_index`` takes them away.
    """

    osm = models.CharField(max_length=400, unique=True, help_text="A value of OSM's opening_hours.")

    def __str__(self) -> str:
        return self.osm


class AssetIndex(models.Model):
    """One asset as the list, the map and the counts see it."""

    # No constraint and no cascade: a deleted asset's row must still be there for its totals to be
    # taken back. ``index.refresh`` removes it.
    asset = models.OneToOneField(
        Asset, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+", db_index=False)
    usable = models.BooleanField()
    sort_name = models.CharField(max_length=200, help_text="The name in small letters, accents taken off.")
    text = models.TextField(help_text="Everything a search looks at, folded the same way.")
    tags = models.TextField(help_text="What filters choose by, as words of the text index (``textindex``).")
    kind = models.CharField(max_length=20, choices=AssetKind.choices)
    owner = models.ForeignKey(
        "partners.Organisation", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    neighbourhood = models.ForeignKey(
        "places.Neighbourhood", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    public_use = models.CharField(max_length=10, choices=Known.choices)
    facts_yes = models.BigIntegerField(default=0, help_text="A bit per FactKey, in its order: it is there.")
    facts_no = models.BigIntegerField(default=0, help_text="The same: it is not there.")
    capacity = models.PositiveIntegerField(null=True, help_text="People its largest room holds.")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    cell6 = models.BigIntegerField(null=True)
    cell7 = models.BigIntegerField(null=True)
    cell8 = models.BigIntegerField(null=True)
    cell9 = models.BigIntegerField(null=True)
    cell10 = models.BigIntegerField(null=True)
    importance = models.SmallIntegerField(default=0, help_text="Changes only when the asset does.")
    checked_at = models.DateTimeField(null=True)
    hours = models.ForeignKey(
        AssetHours, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    standing = models.BigIntegerField(
        help_text="The static order as one number: less important is larger, then later is larger."
    )
    recency = models.BigIntegerField(
        help_text="The order of checks as one number: longer ago is larger, never largest."
    )

    class Meta:
        # One number each, so that a page at any depth begins where the last one ended.
        indexes = [
            # The first with all that is counted of a thousand at a time (``counting``), so that no row
            # is read for it. Most of what can be used comes first in it: that needs no index of its own.
            models.Index(
                fields=[
                    "site",
                    "standing",
                    "usable",
                    "kind",
                    "owner",
                    "neighbourhood",
                    "facts_yes",
                    "facts_no",
                    "latitude",
                    "hours",
                    "sort_name",
                    "recency",
                ],
                name="asset_index_all",
            ),
            models.Index(fields=["site", "recency"], name="asset_index_recency"),
            models.Index(fields=["site", "kind"], name="asset_index_kind"),
            models.Index(fields=["site", "owner"], name="asset_index_owner"),
            models.Index(fields=["site", "sort_name", "asset"], name="asset_index_name"),
            # All that the closest clusters of one kind or fact take, so that no row is read for them.
            models.Index(
                fields=["site", "cell9", "cell10", "kind", "usable", "facts_yes", "latitude", "longitude"],
                name="asset_index_close",
            ),
        ]

    def __str__(self) -> str:
        return self.sort_name


class AssetTotal(models.Model):
    """How many assets share a value, in the whole place or in one H3 cell; and their middle.

    ``resolution`` 0 and ``cell`` 0 stand for the whole place; so does ``resolution`` 1, which counts pairs:
    ``facet`` is ``kind=hall`` and ``value`` what else those are, as ``owner=7``. Sums are of whole
    millionths of a degree, so that adding and taking away leaves nothing behind.
    """

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+", db_index=False)
    scope = models.CharField(max_length=6, choices=Scope.choices)
    resolution = models.SmallIntegerField()
    cell = models.BigIntegerField()
    facet = models.CharField(max_length=40)
    value = models.CharField(max_length=40, blank=True)
    count = models.IntegerField()
    latitude_sum = models.BigIntegerField(default=0)
    longitude_sum = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "resolution", "scope", "facet", "value", "cell"], name="asset_total_once"
            )
        ]
        indexes = [models.Index(fields=["site"], condition=models.Q(count=0), name="asset_total_empty")]

    def __str__(self) -> str:
        return f"{self.facet}={self.value}: {self.count}"


class AssetWord(models.Model):
    """A word of a place's public listings: what a typing mistake is put right to."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+", db_index=False)
    word = models.CharField(max_length=40)
    count = models.IntegerField(help_text="In how many listings it stands.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "word"], name="asset_word_once")]
        indexes = [models.Index(fields=["site"], condition=models.Q(count=0), name="asset_word_empty")]

    def __str__(self) -> str:
        return self.word
