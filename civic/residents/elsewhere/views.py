"""Going to the other site, and coming back from it."""

import logging
from typing import TYPE_CHECKING, Any

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from requests import RequestException

from civic.residents.elsewhere.adapter import ElsewhereAdapter

if TYPE_CHECKING:
    from django.http import HttpRequest

log = logging.getLogger(__name__)


class _CallbackView(OAuth2CallbackView):
    """Hands the adapter what this browser was sent away with."""

    adapter: ElsewhereAdapter

    def _get_state(self, request: "HttpRequest", provider: Any) -> Any:
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, response


def _answer(view: Any, request: "HttpRequest", provider_id: str) -> HttpResponse:
    """Run one of allauth's views. Raises ``Http404`` where no such provider is configured."""
    adapter = ElsewhereAdapter(request, provider_id)
    try:
        provider = adapter.get_provider()
    except SocialApp.DoesNotExist as unknown:
        raise Http404 from unknown
    try:
        return view.adapter_view(adapter)(request)  # type: ignore[no-any-return] # allauth is not typed
    except (RequestException, OAuth2Error) as error:
        log.warning("residents.elsewhere_failed", extra={"error": type(error).__name__})
        return render_authentication_error(request, provider, exception=error)  # type: ignore[no-any-return] # as above


@never_cache
@login_not_required
def login(request: "HttpRequest", provider_id: str) -> HttpResponse:
    """Lead to the other site."""
    return _answer(OAuth2LoginView, request, provider_id)


@never_cache
@login_not_required
def callback(request: "HttpRequest", provider_id: str) -> HttpResponse:
    """Sign in whom the other site names, or say that it did not work."""
    return _answer(_CallbackView, request, provider_id)
