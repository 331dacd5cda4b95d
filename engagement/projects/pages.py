"""The front of the projects section; projects and sessions are routes below it."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import path
from wagtail.models import Site

from civic.pages.models import SectionIndexPage
from engagement.projects import views

if TYPE_CHECKING:
    from django.http import HttpRequest


class ProjectsIndexPage(SectionIndexPage):
    """Join in: what is on, day by day."""

    door = "projects"

    class Meta:
        verbose_name = _("projects section")

    def _site(self, request: "HttpRequest") -> Site:
        site = Site.find_for_request(request)
        if site is None:
            raise Http404
        return site

    @path("")
    def sessions(self, request: "HttpRequest") -> HttpResponse:
        """List sessions day by day."""
        return views.session_list(request, self._site(request), self)

    @path("calendar/", name="calendar")
    def calendar(self, request: "HttpRequest") -> HttpResponse:
        """Every coming session as iCalendar."""
        return views.calendar(request, self._site(request), self)

    @path("start/", name="start")
    def start(self, request: "HttpRequest") -> HttpResponse:
        """ "I'd like to start…"."""
        return views.start(request, self._site(request), self)

    @path("wishes/<uuid:uuid>/", name="wish")
    def wish(self, request: "HttpRequest", uuid: Any) -> HttpResponse:
        """What somebody would like to start, for who helps them."""
        return views.wish(request, self._site(request), self, str(uuid))

    @path("<slug:slug>/", name="project")
    def project(self, request: "HttpRequest", slug: str) -> HttpResponse:
        """One project."""
        return views.project(request, self._site(request), self, slug)

    @path("<slug:slug>/tell/", name="tell")
    def tell(self, request: "HttpRequest", slug: str) -> HttpResponse:
        """A visitor tells what is not known yet."""
        return views.tell(request, self._site(request), self, slug)

    @path("<slug:slug>/calendar/", name="project_calendar")
    def project_calendar(self, request: "HttpRequest", slug: str) -> HttpResponse:
        """One project's sessions as iCalendar."""
        return views.calendar(request, self._site(request), self, slug)

    @path("<slug:slug>/<uuid:uuid>/", name="session")
    def session(self, request: "HttpRequest", slug: str, uuid: Any) -> HttpResponse:
        """One session, with "I'm coming"."""
        return views.session(request, self._site(request), self, slug, str(uuid))

    @path("<slug:slug>/<uuid:uuid>/calendar/", name="session_calendar")
    def session_calendar(self, request: "HttpRequest", slug: str, uuid: Any) -> HttpResponse:
        """One session as iCalendar."""
        return views.calendar(request, self._site(request), self, slug, str(uuid))

    @path("<slug:slug>/<uuid:uuid>/write/", name="write")
    def write(self, request: "HttpRequest", slug: str, uuid: Any) -> HttpResponse:
        """The host writes to everyone coming."""
        return views.write_to_everyone(request, self._site(request), self, slug, str(uuid))

    @path("<slug:slug>/<uuid:uuid>/call-off/", name="call_off")
    def call_off(self, request: "HttpRequest", slug: str, uuid: Any) -> HttpResponse:
        """The host calls a session off."""
        return views.call_off(request, self._site(request), self, slug, str(uuid))
