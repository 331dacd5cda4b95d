"""Who gets as far as the admin at all, and who stands at a desk."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse

from civic.residents.at_desk import put_person
from civic.residents.rules import is_staff_somewhere

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class StaffDoorMiddleware:
    """Lead whoever may not work here to the one sign-in, which says why.

    Django and Wagtail give a superuser every permission without asking ``residents.rules``; here
    they too are asked for their second step. Costs nothing outside ``/admin/``.
    """

    def __init__(self, get_response: "Callable[[HttpRequest], HttpResponse]") -> None:
        self.get_response = get_response

    def __call__(self, request: "HttpRequest") -> "HttpResponse":
        if request.path_info.startswith(settings.ADMIN_PREFIX):
            door, user = reverse("staff_sign_in"), request.user
            if (
                not request.path_info.startswith(door)
                and user.is_authenticated
                and not is_staff_somewhere(user)
            ):
                return HttpResponseRedirect(f"{door}?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)


class AtDeskMiddleware:
    """Let whoever signed in with a PIN be themselves in the desk's own views, and nowhere else."""

    def __init__(self, get_response: "Callable[[HttpRequest], HttpResponse]") -> None:
        self.get_response = get_response

    def __call__(self, request: "HttpRequest") -> "HttpResponse":
        return self.get_response(request)

    def process_view(
        self, request: "HttpRequest", view: "Callable[..., HttpResponse]", args: Any, kwargs: Any
    ) -> None:
        """Look for them only where the view is marked ``open_at_desk``."""
        if getattr(view, "open_at_desk", False):
            put_person(request)
