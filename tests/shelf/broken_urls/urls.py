from tests.shelf.broken_urls.views import page  # noqa: F401 - there are no views: the fault this is here for
