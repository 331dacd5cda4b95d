"""Broken on purpose: a Django app, and no plugin."""

from django.apps import AppConfig


class NoConfig(AppConfig):
    name = "tests.shelf.no_config"
