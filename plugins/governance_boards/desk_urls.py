"""Addresses of the boards' desks, inside the admin."""

from django.urls import URLPattern, URLResolver, path

from plugins.governance_boards.views import answers, desk

app_name = "boards_desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", desk.index, name="index"),
    path("make/", desk.make, name="make"),
    path("<int:pk>/", desk.board, name="board"),
    path("<int:pk>/change/", desk.edit, name="edit"),
    path("<int:pk>/members/", desk.members, name="members"),
    path("members/<int:pk>/unseat/", desk.unseat, name="unseat"),
    path("<int:pk>/meeting/", desk.add_meeting, name="add_meeting"),
    path("<int:pk>/action/", desk.add_action, name="add_action"),
    path("actions/<int:pk>/", desk.mark_action, name="mark_action"),
    path("heard/<int:pk>/", desk.put_on, name="put_on"),
    path("items/<int:pk>/decide/", desk.decide, name="decide"),
    path("items/<int:pk>/late/", desk.late, name="late"),
    path("<int:pk>/write/", answers.write, name="write"),
    path("answers/<int:pk>/", answers.answer, name="answer"),
    path("answers/<int:pk>/change/", answers.revise, name="revise"),
    path("answers/<int:pk>/move/", answers.move, name="move"),
    path("answers/<int:pk>/correct/", answers.correct, name="correct"),
]
