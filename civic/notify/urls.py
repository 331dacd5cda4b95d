"""Addresses this room answers."""

from django.urls import URLPattern, URLResolver, path

from civic.notify import views, voice_views

app_name = "notify"
urlpatterns: list[URLPattern | URLResolver] = [
    path("my-voice/", voice_views.my_voice, name="my_voice"),
    path("my-voice/open/", voice_views.open_voice, name="open_voice"),
    path("my-voice/forget/", voice_views.forget, name="forget"),
    path("my-voice/settings/", voice_views.settings, name="voice_settings"),
    path("my-voice/messages/<uuid:uuid>/", views.message, name="message"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
