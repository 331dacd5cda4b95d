from django.apps import AppConfig


class ProbeConfig(AppConfig):
    name = "tests.tasks.probe"
    label = "task_probe"
