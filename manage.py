#!/usr/bin/env python
"""Run a management command: development settings unless told otherwise."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civic.settings.dev")
    if sys.argv[1:2] == ["trial_plugins"]:  # it must start whatever plugins do, and starts each by itself
        os.environ.setdefault("ONLY_PLUGINS", "")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
