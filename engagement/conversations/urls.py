"""Addresses this room answers."""

from django.urls import URLPattern, URLResolver, path

from engagement.conversations import (
    contribution_views,
    desk_round_views,
    desk_views,
    statement_views,
    summary_views,
    thread_views,
    together_views,
    views,
)
from engagement.conversations.asking import views as asking_views
from engagement.conversations.panel import views as panel_views

app_name = "conversations"
urlpatterns: list[URLPattern | URLResolver] = [
    path("conversation/<uuid:uuid>/", views.conversation, name="conversation"),
    path("conversation/<uuid:uuid>/launched/", summary_views.launched, name="launched"),
    path("what-we-heard/<uuid:uuid>/", summary_views.summary, name="summary"),
    path("conversation/<uuid:uuid>/email/", views.answer_email, name="email"),
    path("conversation/<uuid:uuid>/statements/", statement_views.statements, name="statements"),
    path("conversation/<uuid:uuid>/statements/add/", statement_views.propose, name="propose"),
    path("statement/<uuid:uuid>/", statement_views.statement, name="statement"),
    path("statement/<uuid:uuid>/vote/", statement_views.vote, name="vote"),
    path("statement/<uuid:uuid>/take-back/", statement_views.take_back, name="take_back_statement"),
    path("desk/", desk_views.desk, name="desk"),
    path("desk/round/<uuid:uuid>/", desk_round_views.desk_round, name="desk_round"),
    path("desk/receipt/", desk_views.receipt, name="desk_receipt"),
    path("desk/next/", desk_views.next_person, name="desk_next"),
    path("say/<uuid:uuid>/", views.say, name="say"),
    path("thread/<uuid:uuid>/answers/", asking_views.answer, name="answers"),
    path("thread/<uuid:uuid>/read/", thread_views.read, name="read"),
    path("thread/<uuid:uuid>/said.json", thread_views.said_json, name="said_json"),
    path("said/<uuid:uuid>/here/", contribution_views.in_place, name="in_place"),
    path("said/<uuid:uuid>/panel/", panel_views.reply, name="panel_reply"),
    path("said/<uuid:uuid>/together/", together_views.together, name="together"),
    path("said/<uuid:uuid>/", contribution_views.contribution, name="contribution"),
    path("said/<uuid:uuid>/mine/", contribution_views.mine, name="mine"),
    path("said/<uuid:uuid>/agree/", contribution_views.agree, name="nod"),
]
