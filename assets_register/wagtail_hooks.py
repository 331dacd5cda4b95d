"""Admin screens of the register: assets, what waits to be placed or decided, and import reports."""

from typing import Any

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.models import ModelLogEntry, Site
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from assets_register import services
from assets_register.asking import token_for
from assets_register.bulk_actions import ACTIONS
from assets_register.claims_admin import ClaimViewSet
from assets_register.enums import FACTS_IN_ORDER, AssetStatus
from assets_register.forms import AssetForm, detail_field, fact_field
from assets_register.freshness import due_for, due_services_for
from assets_register.import_admin import ImportRunViewSet
from assets_register.merges import open_pairs
from assets_register.models import Asset, Claim
from assets_register.offered.admin import OfferedServiceViewSet, SchoolTermViewSet, StillRightAction
from assets_register.rooms_admin import AccessGuideViewSet, RoomViewSet, TermsViewSet
from assets_register.rules import KEEPERS, may_check_asset, may_decide_claims, may_keep_register
from assets_register.selectors import waiting_counts
from assets_register.suggestion_admin import ACTIONS as SUGGESTION_ACTIONS
from assets_register.suggestion_admin import SuggestionViewSet
from assets_register.suggestions import waiting_suggestions
from civic.places.admin import SiteFilterSet, SiteSnippetViewSet, policy_of

for _action in (*ACTIONS, *SUGGESTION_ACTIONS, StillRightAction):
    hooks.register("register_bulk_action", _action)


class AssetFilterSet(SiteFilterSet):
    """What keepers of a register narrow it by."""

    on_map = django_filters.ChoiceFilter(
        label=_("On the map"),
        choices=[("yes", _("On the map")), ("no", _("Not on the map")), ("queue", _("Waiting to be placed"))],
        method="filter_on_map",
    )
    flagged = django_filters.ChoiceFilter(
        label=_("Flag"),
        choices=[("place", _("A place to visit")), ("not", _("Not a place to visit"))],
        method="filter_flagged",
    )
    checked = django_filters.ChoiceFilter(
        label=_("Checked"),
        choices=[("yes", _("Checked by somebody")), ("no", _("Never checked"))],
        method="filter_checked",
    )

    def filter_on_map(self, rows: "QuerySet[Asset]", name: str, value: str) -> "QuerySet[Asset]":
        """Narrow by whether an asset has a point; the queue is places without one."""
        if value == "queue":
            rows = rows.filter(not_a_place="").exclude(status__in=[AssetStatus.GONE, AssetStatus.HELD_BACK])
        return rows.filter(latitude__isnull=value != "yes")

    def filter_flagged(self, rows: "QuerySet[Asset]", name: str, value: str) -> "QuerySet[Asset]":
        """Narrow by whether anybody could visit."""
        return rows.filter(not_a_place="") if value == "place" else rows.exclude(not_a_place="")

    def filter_checked(self, rows: "QuerySet[Asset]", name: str, value: str) -> "QuerySet[Asset]":
        """Narrow by whether anybody ever checked."""
        return rows.filter(checked_at__isnull=value == "no")

    class Meta:
        model = Asset
        fields = ["status", "kind", "on_map", "flagged", "checked", "public_use", "owner", "source", "site"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        site_ids = policy_of(Asset).site_ids(self.request.user)
        if site_ids is not None and len(site_ids) < 2:
            del self.filters["site"]


def _fact_rows() -> list[FieldRowPanel]:
    return [
        FieldRowPanel([FieldPanel(fact_field(key)), FieldPanel(detail_field(key))]) for key in FACTS_IN_ORDER
    ]


class AssetViewSet(SiteSnippetViewSet):
    """Every asset of a place, whoever owns it."""

    model = Asset
    roles = KEEPERS
    icon = "home"
    menu_label = _("Assets")
    list_display = [
        "name",
        "kind",
        StatusTagColumn(
            "status",
            accessor="get_status_display",
            label=_("Status"),
            sort_key="status",
            primary=lambda asset: asset.status == AssetStatus.PUBLISHED,
        ),
        "owner",
        "postcode",
        Column(
            "on_map", label=_("On the map"), accessor=lambda asset: _("Yes") if asset.is_placed else _("No")
        ),
        Column("flag", label=_("Flag"), accessor=lambda asset: asset.get_not_a_place_display()),
        "checked_at",
    ]
    list_select_related = ("owner",)
    list_per_page = 50
    list_export = ["name", "kind", "status", "owner", "address", "latitude", "longitude", "checked_at"]
    search_fields = ["name", "property_name", "street_name", "postcode", "uprn", "asset_code"]
    ordering = ["name"]
    filterset_class = AssetFilterSet
    base_form_class = AssetForm
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    MultiFieldPanel(
                        [
                            FieldPanel("name"),
                            FieldPanel("kind"),
                            FieldPanel("description"),
                            FieldPanel("picture"),
                            FieldPanel("picture_alt"),
                        ],
                        heading=_("What it is"),
                    ),
                    MultiFieldPanel(
                        [
                            FieldPanel("public_use"),
                            FieldPanel("opening_hours"),
                            FieldPanel("hours_as_typed"),
                            FieldPanel("terms"),
                        ],
                        heading=_("Can people use it?"),
                    ),
                    MultiFieldPanel(
                        [
                            FieldPanel("owner"),
                            FieldPanel("custodian"),
                            FieldPanel("bookings_name"),
                            FieldPanel("bookings_phone"),
                            FieldPanel("bookings_email"),
                            FieldPanel("bookings_url"),
                        ],
                        heading=_("Who to ask"),
                    ),
                ],
                heading=_("The space"),
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        [
                            FieldPanel("street_number"),
                            FieldPanel("street_name"),
                            FieldPanel("town"),
                            FieldPanel("postcode"),
                        ],
                        heading=_("Address"),
                    ),
                    FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")], heading=_("On the map")),
                    FieldPanel("location_masked"),
                ],
                heading=_("Where"),
            ),
            ObjectList(_fact_rows(), heading=_("Access and facilities")),
            ObjectList(
                [
                    FieldPanel("not_a_place"),
                    FieldPanel("not_a_place_reason"),
                    FieldPanel("asset_code"),
                    FieldPanel("uprn"),
                    FieldPanel("tenure_type"),
                    FieldPanel("tenure_detail"),
                    FieldPanel("other_detail"),
                    FieldPanel("holding_type"),
                    FieldPanel("purpose"),
                    FieldPanel("building_size"),
                    FieldPanel("land_area"),
                    FieldPanel("energy_rating"),
                    FieldPanel("effective_date"),
                ],
                heading=_("For the record"),
            ),
        ]
    )

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """Leave out what was merged into another listing, unless somebody asks for it."""
        rows = super().get_queryset(request)
        asked = request.GET.get("status") == AssetStatus.MERGED
        return rows if asked else rows.exclude(status=AssetStatus.MERGED)

    def choosable_rows(self, user: Any, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """Offer nothing in choosers that could do harm if shown."""
        return rows.exclude(status__in=[AssetStatus.HELD_BACK, AssetStatus.GONE, AssetStatus.MERGED])

    def deletable_rows(self, user: Any, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """Only drafts can be deleted; what was ever shown stays on the record, a draft again or not."""
        shown = ModelLogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(Asset),
            action="assets.publish",
            object_id=Cast(OuterRef("pk"), CharField()),
        )
        return rows.filter(~Exists(shown), status=AssetStatus.DRAFT)

    def delete_row(self, row: Any, user: Any) -> None:
        """Delete a draft."""
        services.delete_asset(row, by=user)


class RegisterGroup(SnippetViewSetGroup):
    """The register."""

    items = (
        AssetViewSet, RoomViewSet, TermsViewSet, AccessGuideViewSet, OfferedServiceViewSet,
        SchoolTermViewSet, SuggestionViewSet, ClaimViewSet, ImportRunViewSet,
    )  # fmt: skip
    menu_label = _("Register")
    menu_icon = "home"
    menu_order = 310
    submenu_hook = "register_asset_register_menu_item"


register_snippet(RegisterGroup)


@hooks.register("register_log_actions")
def name_actions(actions: Any) -> None:
    """Say what was done to an asset, in its history."""
    actions.register_action("assets.publish", _("Publish"), _("Published"))
    actions.register_action("assets.unpublish", _("Back to draft"), _("Made a draft again"))
    actions.register_action("assets.hold_back", _("Hold back"), _("Held back: could do harm if shown"))
    actions.register_action("assets.clear", _("Clear"), _("Decided that it may be shown"))
    actions.register_action("assets.stop_offering", _("Stop offering"), _("No longer offered for use"))
    actions.register_action("assets.gone", _("Gone"), _("Marked as gone"))
    actions.register_action("assets.mask", _("Keep private"), _("Kept where it is private"))
    actions.register_action("assets.unmask", _("Show where it is"), _("Showed where it is again"))
    actions.register_action("assets.place", _("Place"), _("Put on the map"))
    actions.register_action("assets.fact", _("Fact"), _("Recorded a facility or means of access"))
    actions.register_action("assets.lapse", _("Lapse"), _("No longer offered: nobody answered for it"))
    actions.register_action("assets.hiring", _("Hiring"), _("Changed rooms, terms or the way in"))
    actions.register_action("assets.confirm", _("Confirm"), _("Confirmed that this is still right"))
    actions.register_action(
        "assets.service_confirm", _("Confirm"), _("Confirmed that this service is still right")
    )
    actions.register_action("assets.claim", _("Claim"), _("Somebody said that it is theirs"))
    actions.register_action("assets.claim_verified", _("Verify a claim"), _("A claim was verified"))
    actions.register_action("assets.claim_declined", _("Decline a claim"), _("A claim was declined"))
    actions.register_action("assets.claim_again", _("Look again"), _("Asked to look at a claim again"))
    actions.register_action("assets.claim_withdrawn", _("Withdraw a claim"), _("A claim was taken back"))
    actions.register_action("assets.import", _("Import"), _("Taken from a publisher's list"))
    actions.register_action("assets.undo_import", _("Undo import"), _("Put back as before an import"))
    actions.register_action("assets.merge", _("Merge"), _("Made one listing of two"))
    actions.register_action("assets.undo_merge", _("Undo merge"), _("Made two listings of one again"))


# ---- what waits, on the dashboard -----------------------------------------------------------------
class WaitingPanel(Component):
    """What waits for whoever looks after the register, each line leading to it."""

    name = "register_waiting"
    template_name = "assets_register/admin/panel.html"
    order = 110

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return lines of words and addresses, only of what is not nought."""
        request = parent_context["request"]
        site = Site.find_for_request(request)
        told = waiting_suggestions(site).count()
        words = ngettext("%(n)d thing visitors told us", "%(n)d things visitors told us", told) % {"n": told}
        lines = [(told, words, reverse("wagtailsnippets_assets_register_suggestion:list") + "?state=new")]
        due = due_for(request.user, site).count()
        words = ngettext("%(n)d space to look at again", "%(n)d spaces to look at again", due) % {"n": due}
        still_right = reverse("assets_register:still_right", args=[token_for(request.user, site)])
        lines.append((due, words, still_right))
        due = due_services_for(request.user, site).count()
        words = ngettext("%(n)d service to look at again", "%(n)d services to look at again", due) % {
            "n": due
        }
        lines.append((due, words, still_right))
        if may_decide_claims(request.user, site):
            claimed = Claim.objects.filter(site=site).to_decide().count()
            words = ngettext("%(n)d claim to check", "%(n)d claims to check", claimed) % {"n": claimed}
            lines.append((claimed, words, reverse("wagtailsnippets_assets_register_claim:list")))
        if may_keep_register(request.user, site):
            lines += _keepers_lines(waiting_counts(site))
            same = open_pairs(site).count()
            words = ngettext(
                "%(n)d pair that may be one place", "%(n)d pairs that may be one place each", same
            )
            lines.append((same, words % {"n": same}, reverse("register_same:pairs")))
        return {"rows": [{"words": words, "url": url} for n, words, url in lines if n]}


def _keepers_lines(counts: dict[str, int]) -> list[tuple[int, str, str]]:
    drafts, held, unplaced = counts["drafts"], counts["held_back"], counts["to_place"]
    assets = reverse("wagtailsnippets_assets_register_asset:list")
    return [
        (
            drafts,
            ngettext("%(n)d draft nobody sees yet", "%(n)d drafts nobody sees yet", drafts) % {"n": drafts},
            f"{assets}?status={AssetStatus.DRAFT}",
        ),
        (
            held,
            ngettext("%(n)d held back until you decide", "%(n)d held back until you decide", held)
            % {"n": held},
            f"{assets}?status={AssetStatus.HELD_BACK}",
        ),
        (
            unplaced,
            ngettext("%(n)d to put on the map", "%(n)d to put on the map", unplaced) % {"n": unplaced},
            f"{assets}?on_map=queue",
        ),
    ]


@hooks.register("construct_homepage_panels")
def waiting_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Add the panel for those who look after spaces in the place at hand."""
    if may_check_asset(request.user, Site.find_for_request(request)):
        panels.append(WaitingPanel())
