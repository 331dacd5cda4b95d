"""Admin screens of what people hire: rooms, terms, and the guide to getting in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

from assets_register import services
from assets_register.enums import ROOM_FACTS
from assets_register.forms import detail_field, fact_field, fact_form, facts_given, show_facts
from assets_register.models import AccessGuide, Asset, HireTerms, Room, RoomFact
from assets_register.rules import CHECKERS
from civic.places.admin import SiteModelForm, SiteSnippetViewSet

ROOM_KEYS = [key.value for key in ROOM_FACTS]
_RoomFactForm: Any = fact_form("_RoomFactForm", [(key.value, key.label) for key in ROOM_FACTS])


class HiringFollowed:
    """A form whose row belongs to a space: the space's history and index follow every save."""

    instance: Any
    for_user: Any

    def save(self, commit: bool = True) -> Any:
        """Save, then let the space know."""
        row: Any = super().save(commit=commit)  # type: ignore[misc] # mixed into a form
        if commit:
            self.saved(row)
            services.hiring_changed(row.asset, what=str(row._meta.verbose_name), by=self.for_user)
        return row

    def saved(self, row: Any) -> None:
        """Write down who checked, and when."""
        checked = services.checked_today(row.asset, self.for_user)
        row.checked_on, row.checked_by_name = checked["checked_on"], checked["checked_by_name"]
        type(row).objects.filter(pk=row.pk).update(
            checked_on=row.checked_on, checked_by_name=row.checked_by_name
        )


class RoomForm(HiringFollowed, _RoomFactForm):
    """A room with every fact about it as yes, no or not known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            show_facts(self, RoomFact.objects.filter(room=self.instance))

    def saved(self, row: Room) -> None:
        """Write the facts."""
        services.write_facts(row, facts_given(self, ROOM_KEYS), by=self.for_user)


class OncePerSpaceForm(HiringFollowed, SiteModelForm):
    """A form of something a space has one of."""

    def clean_asset(self) -> Asset:
        """Say plainly where there is one already."""
        asset: Asset = self.cleaned_data["asset"]
        others = type(self.instance).objects.filter(asset=asset).exclude(pk=self.instance.pk)
        if others.exists():
            raise ValidationError(_("This space has one already. Please change that one."))
        return asset


class TermsForm(OncePerSpaceForm):
    """What hiring a space costs and asks of people."""

    def is_valid(self) -> bool:
        """Refuse prices of another space's rooms, and times that end before they start.

        Here and not in ``clean``, because the rows below a form are read after it.
        """
        valid: bool = super().is_valid()
        asset = self.cleaned_data.get("asset") if self.is_bound else None
        for form in self.formsets["rates"].forms:
            given = getattr(form, "cleaned_data", {})
            room = given.get("room")
            if asset and room and room.asset_id != asset.pk:
                form.add_error("room", _("This is a room of another space."))
            if given.get("starts") and given.get("ends") and given["ends"] <= given["starts"]:
                form.add_error("ends", _("It has to end after it starts. Leave it empty for midnight."))
            valid = valid and not form.errors
        return valid


class SpaceRowsViewSet(SiteSnippetViewSet):
    """Rows that belong to a space; all who check spaces keep them."""

    roles = CHECKERS
    list_select_related = ("asset",)
    search_fields = ["asset__name"]

    def delete_row(self, row: Any, user: Any) -> None:
        """Delete, and let the space know."""
        asset, what = row.asset, str(row._meta.verbose_name)
        row.delete()
        services.hiring_changed(asset, what=what, by=user)


class RoomViewSet(SpaceRowsViewSet):
    """Rooms people can have to themselves."""

    model = Room
    icon = "home"
    menu_label = _("Rooms")
    base_form_class = RoomForm
    list_display = ["name", "asset", "kitchen", "area"]
    list_filter = ["kitchen"]
    search_fields = ["name", "asset__name"]
    ordering = ["asset__name", "position", "name"]
    panels = [
        FieldPanel("asset"),
        FieldRowPanel([FieldPanel("name"), FieldPanel("position")]),
        FieldPanel("description"),
        InlinePanel("capacities", heading=_("How many it holds"), label=_("layout")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("area"), FieldPanel("floor")]),
                FieldRowPanel([FieldPanel("kitchen"), FieldPanel("sockets")]),
                FieldPanel("equipment"),
            ],
            heading=_("What it is like"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel(fact_field(key)), FieldPanel(detail_field(key))])
                for key in ROOM_KEYS
            ],
            heading=_("Access and facilities"),
        ),
    ]


class TermsViewSet(SpaceRowsViewSet):
    """Prices and conditions."""

    model = HireTerms
    icon = "tag"
    menu_label = _("Terms of hire")
    base_form_class = TermsForm
    list_display = ["asset", "minimum_hours", "insurance", "checked_on"]
    ordering = ["asset__name"]
    panels = [
        FieldPanel("asset"),
        InlinePanel("rates", heading=_("Prices"), label=_("price")),
        InlinePanel("extras", heading=_("Extras"), label=_("extra")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("minimum_hours"), FieldPanel("setup_charged")]),
                FieldRowPanel([FieldPanel("vat"), FieldPanel("deposit")]),
                FieldRowPanel([FieldPanel("caretaker"), FieldPanel("caretaker_hourly")]),
                FieldRowPanel([FieldPanel("insurance"), FieldPanel("insurance_charge")]),
            ],
            heading=_("What comes with it"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("licence"),
                FieldPanel("food"),
                FieldPanel("cancellation"),
                FieldPanel("note"),
            ],
            heading=_("Good to know"),
        ),
        MultiFieldPanel(
            [FieldPanel("keyholder"), FieldPanel("deputy")], heading=_("Keys: for those who look after it")
        ),
    ]


class AccessGuideViewSet(SpaceRowsViewSet):
    """How to get in."""

    model = AccessGuide
    icon = "view"
    menu_label = _("Access guides")
    base_form_class = OncePerSpaceForm
    list_display = ["asset", "narrowest_door", "checked_on"]
    ordering = ["asset__name"]
    panels = [
        FieldPanel("asset"),
        FieldPanel("arriving"),
        FieldPanel("route"),
        FieldPanel("narrowest_door"),
        FieldPanel("senses"),
        InlinePanel("photos", heading=_("Photos of the way in"), label=_("photo")),
    ]
