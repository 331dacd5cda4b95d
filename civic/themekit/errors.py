"""The page for what went wrong on our side, in the place's theme as far as it is known already."""

import logging
from typing import TYPE_CHECKING

from django.http import HttpResponseServerError
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

from civic.places.context import current_site, site_context
from civic.themekit.selectors import wear_what_is_known

if TYPE_CHECKING:
    from django.http import HttpRequest

log = logging.getLogger(__name__)


@requires_csrf_token
def server_error(request: "HttpRequest") -> HttpResponseServerError:
    """Answer with ``500.html``, and ask the database nothing: it may be what failed.

    Where the theme's own templates fail, such as one that includes itself, the default's are shown.
    """
    wear_what_is_known(current_site())
    try:
        return HttpResponseServerError(render_to_string("500.html"))
    except Exception:  # whatever a theme does, somebody is waiting for words
        log.exception("theme.error_page_failed")
    with site_context(None):
        return HttpResponseServerError(render_to_string("500.html"))
