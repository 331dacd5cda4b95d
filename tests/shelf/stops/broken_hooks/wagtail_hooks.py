from wagtail.no_such_hooks import hooks  # noqa: F401 - the fault this plugin is here for
