"""Reading one message, "My voice", and stopping emails."""

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from civic.notify import services
from civic.notify.models import Message
from civic.notify.rendering import UNSUBSCRIBE, render_body
from civic.notify.selectors import titled
from civic.places.context import current_site
from civic.residents.services import whose_link

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


@never_cache
@require_safe
def message(request: "HttpRequest", uuid: "UUID") -> HttpResponse:
    """Show one message. Its address is known only to whoever it was sent to; it opens nothing else."""
    found = get_object_or_404(
        Message.objects.select_related("contributor", "site").filter(contributor__erased_at=None),
        uuid=uuid,
        site=current_site(),
        in_app=True,
    )
    titled([found])
    body = render_body(found)
    if request.method == "GET":
        services.mark_read(found)
    return render(request, "notify/message.html", {"message": found, "body": body})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: "HttpRequest", token: str) -> HttpResponse:
    """Stop emails with one POST (RFC 8058), sent by a mail program or by this page's button.

    GET only shows the button: scanners open links. No CSRF token is asked for, because a mail
    program has none; the signed token in the address is what proves the right to stop these emails.
    """
    if whose_link(token, UNSUBSCRIBE) is None:
        return render(request, "notify/unsubscribe_unknown.html", status=404)
    state = "ask"
    if request.method == "POST":
        if request.POST.get("again"):
            services.subscribe_again(token)
            state = "again"
        else:
            services.unsubscribe(token)
            state = "stopped"
    return render(request, "notify/unsubscribe.html", {"state": state})
