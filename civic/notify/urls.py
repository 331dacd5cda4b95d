"""Addresses this room answers."""

from django.urls import URLPattern, URLResolver, path

from civic.notify import print_views, rights_views, views, voice_views

app_name = "notify"
urlpatterns: list[URLPattern | URLResolver] = [
    path("my-voice/", voice_views.my_voice, name="my_voice"),
    path("my-voice/open/", voice_views.open_voice, name="open_voice"),
    path("my-voice/forget/", voice_views.forget, name="forget"),
    path("my-voice/settings/", voice_views.settings, name="voice_settings"),
    path("my-voice/messages/<uuid:uuid>/", views.message, name="message"),
    path("desk/answers/", print_views.answers_to_print, name="answers_to_print"),
    path("desk/answers/<uuid:uuid>/", print_views.answer_on_paper, name="answer_on_paper"),
    path("desk/answers/<uuid:uuid>/printed/", print_views.printed, name="printed"),
    path("my-voice/take-back/", rights_views.take_back, name="take_back"),
    path("my-voice/export/my-voice.json", rights_views.export_json, name="export_json"),
    path("my-voice/export/my-voice.html", rights_views.export_html, name="export_html"),
    path("my-voice/export/shape.json", rights_views.export_shape, name="export_shape"),
    path("my-voice/erase/", rights_views.erase, name="erase"),
    path("my-voice/erase/stop/", rights_views.stop_erasing, name="stop_erasing"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
