"""Routes of the spaces section for whoever wants something of a space: asking about it."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from wagtail.contrib.routable_page.models import path

from assets_register.addresses import space_path
from assets_register.enquiries import Question, answers_by_email, pass_on
from assets_register.enums import AskedWhom
from assets_register.keeping_forms import AskForm
from assets_register.models import Asset
from civic.residents.services import contributor_for_request
from civic.residents.throttle import too_many, too_often

if TYPE_CHECKING:
    from django.http import HttpRequest

#: How many questions one visitor may ask, one space may get, and one address may be answered at.
QUESTIONS, QUESTIONS_A_SPACE, COPIES = 6, 60, 4
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Section(Protocol):
    """What these routes need of the page they belong to."""

    title: str

    def get_url(self, request: "HttpRequest | None" = None) -> str | None: ...

    def _asset(self, request: "HttpRequest", slug: str) -> Asset: ...

    def _page(
        self, request: "HttpRequest", template: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse: ...


class AskingPages:
    """Ask about a space: the routes, for the page of the spaces section."""

    @path("<slug:slug>/ask/")
    def ask(self: Section, request: "HttpRequest", slug: str) -> HttpResponse:
        """Pass a question on to whoever answers for a space. Nobody needs an account."""
        asset = self._asset(request, slug)
        whom = answers_by_email(asset)
        if not may_be_asked_about(asset) or whom == AskedWhom.NOBODY:
            raise Http404(_("Nobody can be asked about this space here."))
        known = contributor_for_request(request, asset.site)
        own = known.email if known is not None and known.email_confirmed_at else ""
        initial = {"name": known.display_name if known else "", "email": own}
        form = AskForm(request.POST if request.method == "POST" else None, initial=initial)
        context = {
            "asset": asset,
            "whom": whom,
            "form": form,
            "back": space_path(asset, self.get_url(request) or ""),
            "crumbs": [
                (_(self.title), self.get_url(request)),
                (asset.name, space_path(asset, self.get_url(request) or "")),
            ],
        }
        if request.method != "POST":
            return self._page(request, "assets_register/ask.html", context)
        if form.by_a_program:
            return self._page(request, "assets_register/asked.html", {**context, "given": {}})
        if not form.is_valid():
            return self._page(request, "assets_register/ask.html", context, 422)
        given = form.cleaned_data
        if (
            too_often(request, "spaces.ask", limit=QUESTIONS, per=HOUR)
            or too_many("spaces.ask.space", str(asset.pk), limit=QUESTIONS_A_SPACE, per=DAY)
            or (given["email"] and too_many("spaces.ask.copy", given["email"].lower(), limit=COPIES, per=DAY))
        ):
            form.add_error(None, _("That is a lot at once. Please wait a little and send it again."))
            return self._page(request, "assets_register/ask.html", context, 429)
        pass_on(
            asset,
            Question(
                once=given["key"],
                name=given["name"],
                email=given["email"],
                phone=given["phone"],
                words=given["words"],
                own_email=bool(own) and own.lower() == given["email"].lower(),
            ),
        )
        return self._page(request, "assets_register/asked.html", {**context, "given": given})


def may_be_asked_about(asset: Asset) -> bool:
    """Say whether a space's page invites questions: it is a place, and offered or only lapsed."""
    return asset.is_usable or (asset.lapsed_at is not None and not asset.not_a_place)
