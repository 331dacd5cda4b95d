"""A place's boards, as everybody sees them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from wagtail.models import Site

from plugins.governance_boards.models import Board
from plugins.governance_boards.selectors import board_page, boards_of


def boards(request: HttpRequest) -> HttpResponse:
    """List the boards of this place."""
    site = Site.find_for_request(request)
    return render(request, "governance_boards/boards.html", {"boards": boards_of(site), "door": "changed"})


def board(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one board: who sits on it, what is before it, what it decided and said it would do."""
    found = get_object_or_404(Board, site=Site.find_for_request(request), slug=slug)
    context = {"sheet": board_page(found), "board": found, "door": "changed"}
    return render(request, "governance_boards/board.html", context)
