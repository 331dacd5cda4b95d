"""Counts and times every request, outside everything else."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from civic.server.metrics import METHODS, request_seconds

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class CountRequests:
    """Notes each answer's time under its route, which says nothing about who asked for what."""

    def __init__(self, get_response: "Callable[[HttpRequest], HttpResponse]") -> None:
        self.get_response = get_response

    def __call__(self, request: "HttpRequest") -> "HttpResponse":
        began = time.perf_counter()
        response = self.get_response(request)
        method = request.method if request.method in METHODS else "other"
        route = request.resolver_match.route if request.resolver_match else "none"
        request_seconds.labels(method, route, str(response.status_code)).observe(time.perf_counter() - began)
        return response
