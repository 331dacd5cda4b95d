"""Addresses boards answer, under ``/plugins/boards/``."""

from django.urls import URLPattern, URLResolver, path

from plugins.governance_boards.views import public

urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.boards, name="boards"),
    path("<slug:slug>/", public.board, name="board"),
]
