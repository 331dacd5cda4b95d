"""Addresses of a conversation in a room."""

from django.urls import URLPattern, URLResolver, path

from engagement.conversations.room import (
    caption_views,
    console_views,
    index_views,
    phone_views,
    screen_views,
)

app_name = "room"
urlpatterns: list[URLPattern | URLResolver] = [
    path("join/", phone_views.join, name="join"),
    path("join/agree/<uuid:uuid>/", phone_views.agree, name="agree"),
    path("join/<str:code>/", phone_views.phone, name="phone"),
    path("join/<str:code>/say/", phone_views.say, name="say"),
    path("join/<str:code>/hand/", phone_views.hand, name="hand"),
    path("room/", index_views.index, name="index"),
    path("room/<uuid:uuid>/", console_views.console, name="console"),
    path("room/<uuid:uuid>/do/", console_views.do, name="do"),
    path("room/<uuid:uuid>/screen/", screen_views.screen, name="screen"),
    path("room/<uuid:uuid>/type/", caption_views.type_lines, name="type"),
    path("room/<uuid:uuid>/transcript/", caption_views.transcript, name="transcript"),
]
