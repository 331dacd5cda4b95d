"""Taking a list in, in the admin: the file, its columns, what would change, taking it in, undoing it."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.models import Site

from assets_register import uploads
from assets_register.enums import RowOutcome, UploadStep
from assets_register.import_forms import ColumnsForm, DecisionsForm, UploadForm
from assets_register.import_report import report_context
from assets_register.importing.running import AT_ONCE
from assets_register.importing.tables import UnreadableFile
from assets_register.importing.undoing import CannotUndo, ask_to_undo
from assets_register.models import Asset, ImportedRow, ImportRun, ImportUpload, SavedMapping
from assets_register.rules import may_keep_register
from civic.residents.models import User
from civic.residents.throttle import too_often

ICON = "upload"
#: How many files one person may send.
UPLOADS, UPLOAD_TIME = 30, timedelta(hours=1)
#: How many rows a person is asked about at once, and how many imports the first page lists.
ASKED, LISTED = 50, 20


def keeper(request: HttpRequest) -> tuple[Site, User]:
    """Return the place in force and who keeps its register. Raises ``PermissionDenied`` for others."""
    site = Site.find_for_request(request)
    if site is None or not may_keep_register(request.user, site) or not isinstance(request.user, User):
        raise PermissionDenied
    return site, request.user


def crumbs(*steps: tuple[str, str]) -> list[dict[str, str]]:
    """Return the way to a page from the admin's front page."""
    start = [
        (reverse("wagtailadmin_home"), _("Home")),
        (reverse("register_import:start"), _("Take in a list")),
    ]
    return [{"url": url, "label": label} for url, label in [*start, *steps]]


def _show(request: HttpRequest, name: str, title: str, status: int = 200, **context: Any) -> HttpResponse:
    context = {
        "header_title": title,
        "header_icon": ICON,
        "breadcrumbs_items": crumbs() if name == "start" else crumbs(("", title)),
        **context,
    }
    return render(request, f"assets_register/admin/import_{name}.html", context, status=status)


# ---- the file ------------------------------------------------------------------------------------
def start(request: HttpRequest) -> HttpResponse:
    """Ask for a file; list those on their way and what was taken in."""
    site, user = keeper(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if too_often(request, "register.import", limit=UPLOADS, per=UPLOAD_TIME, who=str(user.pk)):
            form.add_error(None, _("That is a lot of files at once. Please wait a little and send it again."))
            status = 429
        elif form.is_valid() and (upload := _kept(form, site, user)):
            return redirect("register_import:upload", upload.pk)
    waiting = ImportUpload.objects.filter(site=site).exclude(step=UploadStep.APPLIED).defer("content")
    return _show(
        request,
        "start",
        _("Take in a list"),
        status,
        form=form,
        sources=_sources(site),
        waiting=waiting.select_related("by"),
        runs=ImportRun.objects.filter(site=site, dry_run=False).select_related("by")[:LISTED],
    )


def _kept(form: UploadForm, site: Site, user: User) -> ImportUpload | None:
    file = form.cleaned_data["file"]
    try:
        return uploads.start_upload(
            site, file.read(), file_name=file.name, source=form.cleaned_data["source"], by=user
        )
    except UnreadableFile as error:
        form.add_error("file", str(error))
        return None


def _sources(site: Site) -> list[str]:
    saved = SavedMapping.objects.filter(site=site).values_list("source", flat=True)
    runs = ImportRun.objects.filter(site=site, dry_run=False).order_by().values_list("source", flat=True)
    return sorted({*saved, *runs.distinct()})


# ---- on its way ----------------------------------------------------------------------------------
def _upload(request: HttpRequest, pk: int) -> tuple[ImportUpload, User]:
    site, user = keeper(request)
    rows = ImportUpload.objects.defer("content").select_related("run", "site")
    return get_object_or_404(rows, site=site, pk=pk), user


def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the step a file is at: its columns, how far a task has come, or what would change."""
    found, user = _upload(request, pk)
    if found.step == UploadStep.APPLIED:
        if found.run is None:
            return redirect("register_import:start")
        return redirect("wagtailsnippets_assets_register_importrun:inspect", found.run.pk)
    if found.is_busy:
        return _show(request, "progress", found.file_name, upload=found, words=progress_words(found))
    if found.step == UploadStep.CHECKED and found.run is not None:
        return _checked(request, found)
    return _columns(request, found, user)


def _columns(request: HttpRequest, found: ImportUpload, user: User) -> HttpResponse:
    form = ColumnsForm(
        request.POST or None, columns=found.columns, chosen=found.chosen, initial={"grid": found.grid}
    )
    if request.method == "POST" and form.is_valid():
        return _step(
            request,
            found,
            lambda: uploads.confirm_columns(found, form.chosen(), grid=form.cleaned_data["grid"], by=user),
        )
    unread = sum(1 for column in found.columns if not column["field"])
    status = 422 if form.errors else 200
    return _show(request, "columns", found.file_name, status, upload=found, form=form, unread=unread)


def _checked(request: HttpRequest, found: ImportUpload) -> HttpResponse:
    assert found.run is not None  # noqa: S101 - the caller looked
    asked = list(
        found.run.rows.filter(outcome=RowOutcome.PROBLEM).exclude(candidates=[]).order_by("number")[:ASKED]
    )
    form = DecisionsForm(request.POST or None, rows=asked, assets=_candidates(found, asked))
    if request.method == "POST" and form.is_valid() and form.decisions():
        return _step(request, found, lambda: uploads.decide_rows(found, form.decisions()))
    context = report_context(found.run, request.GET)
    begun = uploads.half_done(found)
    return _show(request, "checked", found.file_name, upload=found, form=form, begun=begun, **context)


def _candidates(found: ImportUpload, rows: list[ImportedRow]) -> dict[int, Asset]:
    wanted = {pk for row in rows for pk in row.candidates}
    return Asset.objects.filter(site=found.site_id).in_bulk(wanted)


def _step(request: HttpRequest, found: ImportUpload, do: Any) -> HttpResponse:
    try:
        do()
    except uploads.NotNow:
        messages.warning(request, _("Somebody else has gone on with this file. This is how it is now."))
    return redirect("register_import:upload", found.pk)


@require_safe
def progress(request: HttpRequest, pk: int) -> JsonResponse:
    """Say how far a task has come, for the page to show."""
    found, _user = _upload(request, pk)
    return JsonResponse(
        {
            "busy": found.is_busy,
            "done": found.rows_done,
            "total": found.rows_total,
            "words": progress_words(found),
        }
    )


def progress_words(found: ImportUpload) -> str:
    """Return how far a task has come, in words."""
    if not found.rows_done:
        return _("Waiting for its turn.")
    numbers = {"done": found.rows_done, "total": found.rows_total, "after": found.resumed_after}
    long = found.rows_total > AT_ONCE
    if found.rows_done < found.rows_total:
        if found.resumed_after:
            said = _("%(done)s of %(total)s rows read. It went on after the first %(after)s.")
        elif long and found.step == UploadStep.APPLYING:
            said = _("%(done)s of %(total)s rows read. They are written into the register as it goes on.")
        else:
            said = _("%(done)s of %(total)s rows read.")
        return said % numbers
    if long:
        return _("All %(total)s rows read. Now it looks at what is gone.") % numbers
    if found.step == UploadStep.APPLYING:
        return _("All %(total)s rows read. Now they are written into the register, all or none.") % numbers
    return _("All %(total)s rows read. Now they are compared with the register.") % numbers


@require_POST
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a checked file taken in."""
    found, _user = _upload(request, pk)
    return _step(request, found, lambda: uploads.take_in(found))


@require_POST
def columns_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Go back to the columns of a checked file."""
    found, _user = _upload(request, pk)
    return _step(request, found, lambda: uploads.back_to_columns(found))


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a file away that was not taken in."""
    found, _user = _upload(request, pk)
    try:
        uploads.drop_upload(found)
    except uploads.NotNow:
        messages.warning(request, _("This file is at work or taken in, so it was not thrown away."))
        return redirect("register_import:upload", pk)
    messages.success(
        request, _("“%(file)s” was thrown away. The register is as it was.") % {"file": found.file_name}
    )
    return redirect("register_import:start")


# ---- taking it back ------------------------------------------------------------------------------
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Have an import taken back."""
    site, user = keeper(request)
    run = get_object_or_404(ImportRun, site=site, pk=pk)
    try:
        ask_to_undo(run, by=user)
    except CannotUndo as error:
        messages.error(request, str(error))
    return redirect("wagtailsnippets_assets_register_importrun:inspect", run.pk)


@require_safe
def undo_progress(request: HttpRequest, pk: int) -> JsonResponse:
    """Say whether an import has been taken back yet, for the page to show."""
    site, _user = keeper(request)
    run = get_object_or_404(ImportRun, site=site, pk=pk)
    return JsonResponse({"busy": run.undone_at is None, "done": 0, "total": 0, "words": _("Being undone.")})


urlpatterns: list[URLPattern] = [
    path("", start, name="start"),
    path("<int:pk>/", upload, name="upload"),
    path("<int:pk>/progress/", progress, name="progress"),
    path("<int:pk>/take-in/", take_in, name="take_in"),
    path("<int:pk>/columns/", columns_again, name="columns_again"),
    path("<int:pk>/drop/", drop, name="drop"),
    path("undo/<int:pk>/", undo, name="undo"),
    path("undo/<int:pk>/progress/", undo_progress, name="undo_progress"),
]
