"""The environment, read once.

Every setting a deployment may change is named here with its default, so that the table in
the README has one source. Nothing else in the project reads ``os.environ``.
"""

from pathlib import Path
from urllib.parse import urlsplit

from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = Env(eager=True)

#: Where the embedded shape keeps its database, media and collected static files.
HOME = Path(env.str("JUNCTION_HOME", str(BASE_DIR / "var")))
#: Who was forgotten, by random id: outside the database, so that a restore can forget them again.
ERASED_LIST = env.path("ERASED_LIST", HOME / "erased.txt")
#: Open data of real places, read by tests and imports; never part of the project.
DATA = Path(env.str("JUNCTION_DATA", str(BASE_DIR.parent / "shared" / "data")))

SECRET_KEY = env.str("SECRET_KEY", "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [])
#: The address people reach the site at; used in emails written away from any request.
BASE_URL = env.str("BASE_URL", "http://localhost:8000")
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)

#: Unset: SQLite in HOME. Set: PostgreSQL, the spread shape.
DATABASE_URL = env.str("DATABASE_URL", "")
#: Unset: everything in one process. Set: live channel, cache and throttles shared by Redis.
REDIS_URL = env.str("REDIS_URL", "")

EMAIL_URL = env.str("EMAIL_URL", "")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Junction Box <hello@junction.example>")

#: One OpenID Connect provider people may sign in with, as councils have: its discovery address, and
#: what it calls us. All of them empty: nobody signs in from elsewhere.
OIDC_NAME = env.str("OIDC_NAME", "")
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", "")
_oidc = urlsplit(OIDC_SERVER_URL)
OIDC_ORIGINS = [f"{_oidc.scheme}://{_oidc.netloc}"] if _oidc.netloc else []
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", "")

#: A tile server's address template; unset, the map draws the place's own shapes.
MAP_TILES_URL = env.str("MAP_TILES_URL", "")
MAP_TILES_ATTRIBUTION = env.str("MAP_TILES_ATTRIBUTION", "")
#: Where tiles come from, as the content security policy names it; nobody else's pictures are shown.
_tiles = urlsplit(MAP_TILES_URL.replace("{s}", "*"))
MAP_TILES_HOSTS = [f"{_tiles.scheme}://{_tiles.netloc}"] if _tiles.netloc else []

#: How many requests a visitor may make of the public API in a minute.
PUBLIC_API_LIMIT = env.int("PUBLIC_API_LIMIT", 600)

#: The look a place wears until it chooses one of its own.
DEFAULT_THEME = env.str("DEFAULT_THEME", "noticeboard")

#: Signs everybody in by one press and shows every email. Never in production.
DEMO = env.bool("JUNCTION_DEMO", False)
#: Dotted names of plugins to leave out whatever else is switched on.
BLOCKED_PLUGINS = env.list("BLOCKED_PLUGINS", [])
#: Unset: all plugins there are. Set: these alone, or with nothing in it none (``trial_plugins`` does so).
ONLY_PLUGINS = env.list("ONLY_PLUGINS", None)
#: Folders of plugins beside our own, separated by commas.
MORE_PLUGIN_FOLDERS = [Path(folder) for folder in env.list("PLUGIN_FOLDERS", [])]
#: Which of several test processes this is; each has a Redis database of its own.
TEST_PROCESS = env.str("PYTEST_XDIST_WORKER", "")
#: A task whose worker was killed goes again after this long.
TASK_LEASE_SECONDS = env.float("TASK_LEASE_SECONDS", 30)
#: Opens /metrics; unset, it is closed.
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
