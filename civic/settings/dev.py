"""Settings for a machine at hand: debug pages, mail to the console."""

from civic.settings.base import *  # noqa: F403 - a settings module is its parent plus differences
from civic.settings.base import HOME, INSTALLED_APPS, LOGGING, SECRET_KEY

DEBUG = True
SECRET_KEY = SECRET_KEY or "only-for-a-machine-at-hand-never-for-a-server-people-use"
ALLOWED_HOSTS = ["*"]
HOME.mkdir(parents=True, exist_ok=True)
LOGGING["handlers"]["out"]["formatter"] = "plain"

INSTALLED_APPS = [*INSTALLED_APPS, "civic.demo"]
