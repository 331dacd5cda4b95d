"""Two listings of one place, in the admin: see them side by side, make one of them, or say they are two."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from assets_register import merges
from assets_register.enums import PUBLIC_STATUSES, AssetStatus, PairState
from assets_register.import_forms import MergeForm
from assets_register.import_screens import keeper
from assets_register.models import Asset, AssetMerge, LikelyPair

ICON = "resubmit"
PAGE_SIZE = 50
_LABELS = {
    "point": gettext_lazy("Place on the map"),
    "owner_id": gettext_lazy("Owner"),
    "custodian_id": gettext_lazy("Looked after by"),
}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One thing two listings say, and whether they differ in it."""

    key: str
    label: str
    first: str
    second: str
    side: str
    """What is chosen: ``first`` or ``second``."""


def _crumbs(*steps: tuple[str, str]) -> list[dict[str, str]]:
    start = [
        (reverse("wagtailadmin_home"), _("Home")),
        (reverse("register_same:pairs"), _("The same place twice?")),
    ]
    return [{"url": url, "label": label} for url, label in [*start, *steps]]


def pairs(request: HttpRequest) -> HttpResponse:
    """List the pairs nobody has looked at, those that are two places, or what was merged."""
    site, _user = keeper(request)
    show = request.GET.get("show", "")
    rows: Any
    if show == "merged":
        rows = AssetMerge.objects.filter(site=site).select_related("kept", "given_up", "by")
    elif show == "two":
        rows = LikelyPair.objects.filter(site=site, state=PairState.TWO_PLACES).select_related(
            "first", "second"
        )
    else:
        show, rows = "", merges.open_pairs(site)
    context = {
        "header_title": _("The same place twice?"),
        "header_icon": ICON,
        "breadcrumbs_items": _crumbs(),
        "show": show,
        "filters": [
            ("", _("Nobody has looked yet"), merges.open_pairs(site).count()),
            (
                "two",
                _("Two places"),
                LikelyPair.objects.filter(site=site, state=PairState.TWO_PLACES).count(),
            ),
            ("merged", _("Made one"), AssetMerge.objects.filter(site=site).count()),
        ],
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("p")),
    }
    return render(request, "assets_register/admin/same_pairs.html", context)


def _pair(request: HttpRequest, pk: int) -> LikelyPair:
    site, _user = keeper(request)
    rows = LikelyPair.objects.select_related(
        "site", "first__owner", "first__custodian", "second__owner", "second__custodian"
    )
    return get_object_or_404(rows, site=site, pk=pk)


def pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Show two listings side by side, and make one of them."""
    found = _pair(request, pk)
    _site, user = keeper(request)
    first, second = found.first, found.second
    if AssetStatus.MERGED in (first.status, second.status):
        messages.info(request, _("These two have been dealt with."))
        return redirect("register_same:pairs")
    keep = _usual(first, second)
    choices = _choices(first, second, keep)
    differing = {choice.key: choice.side for choice in choices if choice.first != choice.second}
    form = MergeForm(request.POST or None, differing=differing, initial={"keep": keep})
    if request.method == "POST" and form.is_valid():
        sides = {"first": (first, second), "second": (second, first)}
        kept, given_up = sides[form.cleaned_data["keep"]]
        try:
            merges.merge_assets(kept, given_up, taken=form.taken(), by=user)
        except merges.CannotMerge:
            messages.warning(request, _("Somebody else was quicker. This is how it is now."))
        else:
            messages.success(
                request, _("“%(name)s” is one listing now, of both sources.") % {"name": kept.name}
            )
        return redirect("register_same:pairs")
    context = {
        "header_title": _("One place, or two?"),
        "header_icon": ICON,
        "breadcrumbs_items": _crumbs(("", f"{first} / {second}")),
        "pair": found,
        "sides": [_side("first", first), _side("second", second)],
        "differ": [(choice, form[f"of_{choice.key}"]) for choice in choices if choice.first != choice.second],
        "alike": [choice for choice in choices if choice.first == choice.second and choice.first],
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "assets_register/admin/same_pair.html", context, status=status)


def _usual(first: Asset, second: Asset) -> str:
    """Return whose page stays unless a person says otherwise: the one people know."""
    public = [asset.status in PUBLIC_STATUSES for asset in (first, second)]
    return "second" if public == [False, True] else "first"


def _side(key: str, asset: Asset) -> dict[str, Any]:
    return {
        "key": key,
        "asset": asset,
        "sources": merges.sources_of(asset),
        "facts": asset.facts.count(),
        "rooms": asset.rooms.count(),
        "edit": reverse("wagtailsnippets_assets_register_asset:edit", args=[asset.pk]),
    }


def _choices(first: Asset, second: Asset, keep: str) -> list[Choice]:
    found = []
    for key in merges.CHOICES:
        one, other = _words(first, key), _words(second, key)
        side = keep
        if not (one if keep == "first" else other):  # what only one of them says is taken
            side = "second" if keep == "first" else "first"
        found.append(Choice(key=key, label=_label(key), first=one, second=other, side=side))
    return found


def _label(key: str) -> str:
    if key in _LABELS:
        return str(_LABELS[key])
    label = str(Asset._meta.get_field(key).verbose_name)  # type: ignore[union-attr] # no relation among these
    return label[:1].upper() + label[1:]


def _words(asset: Asset, key: str) -> str:
    if key == "point":
        return f"{asset.latitude:.5f}, {asset.longitude:.5f}" if asset.latitude is not None else ""
    if key in ("owner_id", "custodian_id"):
        return str(getattr(asset, key.removesuffix("_id")) or "")
    if key == "public_use" and asset.public_use == "not_known":
        return ""
    display = getattr(asset, f"get_{key}_display", None)
    value = display() if display else getattr(asset, key)
    return "" if value is None else str(value)


@require_POST
def two_places(request: HttpRequest, pk: int) -> HttpResponse:
    """Remember that two listings are two places."""
    found, (_site, user) = _pair(request, pk), keeper(request)
    merges.two_places(found, by=user)
    messages.success(request, _("They stay two listings. Nobody is asked about them again."))
    return redirect("register_same:pairs")


@require_POST
def ask_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget that two listings are two places."""
    found, (_site, user) = _pair(request, pk), keeper(request)
    merges.ask_again(found, by=user)
    return redirect("register_same:pair", found.pk)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Make two listings of one again."""
    site, user = keeper(request)
    merge = get_object_or_404(AssetMerge.objects.select_related("kept", "given_up"), site=site, pk=pk)
    name = merge.given_up.name
    try:
        stay = merges.undo_merge(merge, by=user)
    except merges.CannotMerge:
        messages.error(request, _("The listing that stayed was merged again since. Undo that first."))
    else:
        messages.success(request, _("“%(name)s” is a listing of its own again.") % {"name": name})
        if stay:
            words = _("A person has changed some of what was taken over, so that stays: %(fields)s.")
            messages.warning(request, words % {"fields": ", ".join(_label(key) for key in stay)})
    return redirect(f"{reverse('register_same:pairs')}?show=merged")


urlpatterns: list[URLPattern] = [
    path("", pairs, name="pairs"),
    path("<int:pk>/", pair, name="pair"),
    path("<int:pk>/two/", two_places, name="two_places"),
    path("<int:pk>/again/", ask_again, name="ask_again"),
    path("merged/<int:pk>/undo/", undo, name="undo"),
]
