"""Who gets as far as the admin at all."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse

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
