"""What a person may do with what we keep about them: take it away, take it back, have it erased."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from civic.notify import erasing
from civic.notify.export import export_of, shape
from civic.notify.forms import EraseForm
from civic.notify.whose import VOICE_COOKIE, whose_voice
from civic.places.context import current_site
from civic.record import voices
from civic.residents.models import User
from civic.residents.services import GUEST_COOKIE
from civic.residents.throttle import too_often

if TYPE_CHECKING:
    from django.http import HttpRequest

    from civic.residents.models import Contributor

_TOO_OFTEN = gettext_lazy("That was asked for very often. Please wait an hour.")


def _whose(request: "HttpRequest") -> "Contributor | None":
    site = current_site()
    if site is None:
        raise Http404
    contributor, _how = whose_voice(request, site)
    return contributor


def _my_voice(part: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("notify:my_voice") + part)


@never_cache
@require_POST
def take_back(request: "HttpRequest") -> HttpResponse:
    """Take back one thing, or put it back."""
    contributor = _whose(request)
    if contributor is None:
        return _my_voice()
    key = request.POST.get("key", "")[:200]
    if request.POST.get("undo"):
        done, said = voices.put_back(contributor, key), _("It is back.")
    else:
        done, said = voices.take_back(contributor, key), _("You took it back.")
    if done:
        messages.success(request, said)
    else:
        messages.warning(request, _("That had changed meanwhile. This is how it stands now."))
    return _my_voice("#said")


def _export(request: "HttpRequest") -> "Contributor | HttpResponse":
    """Return whose export it is, or the answer where there is none."""
    contributor = _whose(request)
    if contributor is None:
        return _my_voice()
    if too_often(request, "export", limit=30, per=timedelta(hours=1), who=str(contributor.uuid)):
        messages.warning(request, str(_TOO_OFTEN))
        return _my_voice("#yours")
    return contributor


@never_cache
@require_safe
def export_json(request: "HttpRequest") -> HttpResponse:
    """Send everything we keep about a person as JSON."""
    whose = _export(request)
    if isinstance(whose, HttpResponse):
        return whose
    made = export_of(whose).model_dump_json(indent=2)
    response = HttpResponse(made, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-voice.json"'
    return response


@never_cache
@require_safe
def export_html(request: "HttpRequest") -> HttpResponse:
    """Send the same as one page that can be kept, and read with no network."""
    whose = _export(request)
    if isinstance(whose, HttpResponse):
        return whose
    response = render(request, "notify/export.html", {"export": export_of(whose)})
    response["Content-Disposition"] = 'attachment; filename="my-voice.html"'
    return response


@require_safe
def export_shape(request: "HttpRequest") -> HttpResponse:
    """Say what an export holds, as JSON Schema."""
    return JsonResponse(shape(), json_dumps_params={"indent": 2})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: "HttpRequest") -> HttpResponse:
    """Say what goes and what stays; begin when the word is typed; do it at once when that is pressed."""
    contributor = _whose(request)
    if contributor is None:
        return _my_voice()
    if request.method == "POST" and request.POST.get("now") and contributor.erase_after is not None:
        erasing.erase_person(contributor.pk, at_once=True)
        if request.user.is_authenticated and not User.objects.filter(pk=request.user.pk).exists():
            logout(request)
        messages.success(
            request, _("It is done. What you said here is erased, and we do not know you any more.")
        )
        response = _my_voice()
        response.delete_cookie(VOICE_COOKIE, samesite="Strict")
        response.delete_cookie(GUEST_COOKIE, samesite="Lax")
        return response
    form = EraseForm(request.POST if request.method == "POST" else None, contributor=contributor)
    status = 200
    if request.method == "POST":
        if too_often(request, "erase", limit=10, per=timedelta(hours=1), who=str(contributor.uuid)):
            form.is_valid()
            form.add_error(None, str(_TOO_OFTEN))
            status = 429
        elif form.is_valid():
            erasing.ask_to_erase(contributor)
            return _my_voice("#yours")
        else:
            status = 422
    context = {"form": form, "contributor": contributor, "hours": erasing.WAIT.total_seconds() // 3600}
    return render(request, "notify/erase.html", context, status=status)


@never_cache
@require_POST
def stop_erasing(request: "HttpRequest") -> HttpResponse:
    """Keep everything after all."""
    contributor = _whose(request)
    if contributor is not None and erasing.stop_erasing(contributor):
        messages.success(request, _("Stopped. Everything stays as it was."))
    return _my_voice("#yours")
