"""Work on the register off the request."""

from datetime import timedelta

from wagtail.models import Site

from civic.places.context import site_context
from civic.tasks.registry import scheduled, slow_task


@scheduled(every=timedelta(days=1))
def keep_fresh() -> None:
    """Ask whoever looks after spaces about what is due, and stop offering what nobody answered for."""
    from assets_register.asking import ask_about_due
    from assets_register.freshness import lapse_unchecked

    for site in Site.objects.order_by("pk"):
        with site_context(site):
            lapse_unchecked(site)
            ask_about_due(site)


@scheduled(every=timedelta(days=1))
def tell_of_new_spaces() -> None:
    """Tell people who keep a search what has come that fits."""
    from assets_register.saved_searches import tell_of_new

    for site in Site.objects.order_by("pk"):
        with site_context(site):
            tell_of_new(site)


@slow_task
def check_upload(upload_id: int) -> None:
    """Say what taking a file in would do."""
    from assets_register.uploads import run_upload

    run_upload(upload_id, dry_run=True)


@slow_task
def apply_upload(upload_id: int) -> None:
    """Take a file in."""
    from assets_register.uploads import run_upload

    run_upload(upload_id, dry_run=False)


@slow_task
def undo_run(run_id: int) -> None:
    """Take an import back."""
    from assets_register.importing.undoing import undo_import

    undo_import(run_id)


@scheduled(every=timedelta(days=1))
def drop_old_files() -> None:
    """Throw away files that nobody took in."""
    from assets_register.uploads import drop_old_uploads

    drop_old_uploads()
