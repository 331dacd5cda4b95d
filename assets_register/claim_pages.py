"""Routes of the spaces section for whoever looks after a space: to say so, to write it down, to change it."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from wagtail.contrib.routable_page.models import path
from wagtail.models import Site

from assets_register import claims
from assets_register.addresses import space_path
from assets_register.keeping_forms import AddListingForm, AgainForm, ClaimForm, ListingForm
from assets_register.keeping_pages import Section
from assets_register.models import Asset, Claim
from assets_register.rules import keeps_asset
from civic.places.keys import real_uuids
from civic.residents.services import (
    contributor_for_request,
    contributor_for_user,
    ensure_contributor,
    remember_guest,
)
from civic.residents.throttle import too_often

if TYPE_CHECKING:
    from django.http import HttpRequest

    from civic.residents.models import Contributor

#: How many claims and listings one visitor may send in an hour.
CLAIMS, HOUR = 6, timedelta(hours=1)


def _crumbs(page: Section, request: "HttpRequest", asset: Asset | None = None) -> list[tuple[str, Any]]:
    found = [(_(page.title), page.get_url(request))]
    if asset is not None:
        found.append((asset.name, space_path(asset, page.get_url(request) or "")))
    return found


def _waits(form: Any) -> None:
    form.add_error(None, _("That is a lot at once. Please wait a little and send it again."))


class ClaimingPages:
    """Claim a space, add one, keep one: the routes, for the page of the spaces section."""

    @path("add/")
    def add(self: Section, request: "HttpRequest") -> HttpResponseBase:
        """Take in a new listing; nobody sees it until somebody checked it."""
        site = _place(request)
        signed_in = request.user.is_authenticated
        data = request.POST if request.method == "POST" else None
        form = AddListingForm(data, instance=Asset(site=site), known=signed_in)
        context: dict[str, Any] = {"form": form, "crumbs": _crumbs(self, request)}
        if request.method != "POST":
            return self._page(request, "assets_register/add.html", context)
        if form.by_a_program:
            return self._page(request, "assets_register/added.html", context)
        if not form.is_valid():
            return self._page(request, "assets_register/add.html", context, 422)
        if too_often(request, "spaces.add", limit=CLAIMS, per=HOUR):
            _waits(form)
            return self._page(request, "assets_register/add.html", context, 429)
        given = form.cleaned_data
        who = ensure_contributor(
            request, site, display_name=given.get("your_name", ""), email=given.get("your_email", "")
        )
        claim = claims.add_listing(
            site,
            who,
            fields={name: given[name] for name in ListingForm.Meta.fields} | form.point(),
            facts=form.facts_given(),
            looks_after=given["looks_after"] == "yes",
            organisation_name=given["organisation_name"],
            how=given["how"],
            once=given["key"],
        )
        context |= {"claim": claim, "who": who, "name": given["name"]}
        response = self._page(request, "assets_register/added.html", context)
        remember_guest(response, who, secure=request.is_secure())
        return response

    @path("mine/")
    def mine(self: Section, request: "HttpRequest") -> HttpResponseBase:
        """Show somebody what they claimed, where it stands, and what they keep."""
        site = _place(request)
        who = contributor_for_request(request, site)
        if who is None and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return _mine(self, request, who)

    @path("mine/<uuid:uuid>/withdraw/")
    def withdraw(self: Section, request: "HttpRequest", uuid: Any) -> HttpResponseBase:
        """Take a claim back, or give a space up."""
        claim = _own_claim(request, uuid)
        name = claim.space_name
        if request.method == "POST" and claims.withdraw_claim(claim):
            messages.success(request, _("Done. You do not look after %(name)s here.") % {"name": name})
        return HttpResponseRedirect((self.get_url(request) or "") + "mine/")

    @path("mine/<uuid:uuid>/again/")
    def again(self: Section, request: "HttpRequest", uuid: Any) -> HttpResponseBase:
        """Ask for a second look at a claim that was declined."""
        claim = _own_claim(request, uuid)
        back = (self.get_url(request) or "") + "mine/"
        if request.method != "POST":
            return HttpResponseRedirect(back)
        form = AgainForm(request.POST, auto_id=f"again_{claim.pk}_%s")
        status = 422
        if form.is_valid():
            if too_often(request, "spaces.claim", limit=CLAIMS, per=HOUR):
                _waits(form)
                status = 429
            else:
                try:
                    claims.ask_again(claim, words=form.cleaned_data["words"])
                except claims.NotPossible as problem:
                    form.add_error(None, str(problem))
                else:
                    messages.success(request, _("Thank you. Somebody will look again."))
                    return HttpResponseRedirect(back)
        return _mine(self, request, claim.contributor, wrong={claim.pk: form}, status=status)

    @path("<slug:slug>/claim/")
    def claim(self: Section, request: "HttpRequest", slug: str) -> HttpResponseBase:
        """Take in that a space is somebody's; they have to be signed in."""
        asset = self._asset(request, slug)
        back = space_path(asset, self.get_url(request) or "")
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if keeps_asset(request.user, asset):
            return HttpResponseRedirect(f"{back}keep/")
        form = ClaimForm(request.POST if request.method == "POST" else None)
        context = {"asset": asset, "form": form, "back": back, "crumbs": _crumbs(self, request, asset)}
        if request.method != "POST" or form.by_a_program:
            return self._page(request, "assets_register/claim.html", context)
        if not form.is_valid():
            return self._page(request, "assets_register/claim.html", context, 422)
        if too_often(request, "spaces.claim", limit=CLAIMS, per=HOUR):
            _waits(form)
            return self._page(request, "assets_register/claim.html", context, 429)
        given = form.cleaned_data
        claims.claim_listing(
            asset,
            contributor_for_user(request.user, asset.site),
            organisation_name=given["organisation_name"],
            how=given["how"],
            once=given["key"],
        )
        messages.success(request, _("Thank you. Somebody checks it, and you hear from us by email."))
        return HttpResponseRedirect((self.get_url(request) or "") + "mine/")

    @path("<slug:slug>/keep/")
    def keep(self: Section, request: "HttpRequest", slug: str) -> HttpResponseBase:
        """Let whoever keeps a space change what the register says of it, and of nothing else."""
        shown = self._asset(request, slug)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not keeps_asset(request.user, shown):
            raise Http404(_("You do not look after this space here."))
        asset = Asset.objects.select_related("site").get(
            pk=shown.pk
        )  # with its place, which its keeper knows
        name, was_masked = asset.name, asset.location_masked
        form = ListingForm(request.POST if request.method == "POST" else None, instance=asset)
        context = {
            "asset": shown,
            "name": name,
            "form": form,
            "back": space_path(shown, self.get_url(request) or ""),
            "crumbs": _crumbs(self, request, shown),
        }
        if request.method != "POST":
            return self._page(request, "assets_register/keep.html", context)
        if not form.is_valid():
            return self._page(request, "assets_register/keep.html", context, 422)
        if too_often(request, "spaces.keep", limit=60, per=HOUR):
            _waits(form)
            return self._page(request, "assets_register/keep.html", context, 429)
        for field, value in form.point().items():
            setattr(asset, field, value)
        saved = claims.edit_as_keeper(
            asset, by=request.user, facts=form.facts_given(), masking=asset.location_masked != was_masked
        )
        messages.success(request, _("Saved, and everybody sees it. It counts as checked today."))
        return HttpResponseRedirect(space_path(saved, self.get_url(request) or ""))


def _place(request: "HttpRequest") -> Site:
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    return site


def _own_claim(request: "HttpRequest", uuid: Any) -> Claim:
    """Return a claim of whoever asks. Raises ``Http404`` for any other."""
    site = _place(request)
    who = contributor_for_request(request, site)
    rows = Claim.objects.filter(site=site, contributor=who, uuid__in=real_uuids([str(uuid)]))
    claim = rows.select_related("asset", "contributor").first() if who is not None else None
    if claim is None:
        raise Http404
    return claim


def _mine(
    page: Section,
    request: "HttpRequest",
    who: "Contributor | None",
    wrong: dict[int, AgainForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = Claim.objects.filter(contributor=who).select_related("asset") if who else Claim.objects.none()
    forms = wrong or {}
    listed = [(row, forms.get(row.pk) or AgainForm(auto_id=f"again_{row.pk}_%s")) for row in rows[:200]]
    context = {
        "claims": listed,
        "wrong": list(forms.values()),
        "who": who,
        "crumbs": _crumbs(page, request),
    }
    return page._page(request, "assets_register/mine.html", context, status)
