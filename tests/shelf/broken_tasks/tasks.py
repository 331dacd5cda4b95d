import there_is_no_such_module  # noqa: F401 - the fault this plugin is here for
