"""The form of every page: it takes what its choosers offer, and keeps what the page has already.

A page names others in three ways: in a field (a picture for links, a conversation), in a block (a picture,
a page a callout leads to), and inside rich text (links to pages and documents). Wagtail asks its choosers
alone who may see what, and takes any id that is sent.
"""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.blocks import BlockField
from wagtail.models import Page, Site

from civic.places.admin.files import files_for, is_file, own_files
from civic.places.admin.forms import narrow_choices

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model, QuerySet

    #: Rows that are named, by model.
    Named = dict[type[Model], set[int]]


def named_in(references: "Iterable[tuple[type[Model], Any, str, str]]") -> "Named":
    """Return the pages, pictures and documents among what Wagtail finds in a value."""
    named: Named = {}
    for model, pk, *_where in references:
        if (is_file(model) or issubclass(model, Page)) and str(pk).isascii() and str(pk).isdigit():
            named.setdefault(Page if issubclass(model, Page) else model, set()).add(int(pk))
    return named


def refuse_others(named: "Named", user: Any, site: Site | None) -> list[str]:
    """Return what is wrong with naming these on a page of a place.

    Raises ``Http404`` for what no chooser shows this person: they cannot have come by it.
    """
    errors = []
    for model, ids in named.items():
        rows = model._default_manager.filter(pk__in=ids)  # what is gone since is the page's own affair
        if rows.exclude(pk__in=_offered(model, user).values("pk")).exists():
            raise Http404
        if (
            is_file(model)
            and rows.exclude(pk__in=files_for(user, site and site.pk, rows).values("pk")).exists()
        ):
            errors.append(_("A picture or a document here lies in another place, and would not be shown."))
    return errors


def _offered(model: "type[Model]", user: Any) -> "QuerySet[Any]":
    from civic.pages.admin_scope import pages_of_own_places

    rows = model._default_manager.all()
    return own_files(user, rows) if is_file(model) else pages_of_own_places(rows, user)


class OwnChoicesForm(WagtailAdminPageForm):
    """Takes no other place's picture, document, page or record, in whatever way it is named."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        page = self.instance if self.instance.pk else self.parent_page
        self.site: Site | None = page.get_site() if page is not None else None
        for name in [name for name in self.fields if self.is_bound and self._is_not_sent(name)]:
            del self.fields[name]
        for name, field in self.fields.items():
            narrow_choices(field, self.site and self.site.pk, self.for_user, self.initial.get(name))

    def _is_not_sent(self, name: str) -> bool:
        """Say whether blocks are missing, as they are without scripts: they stay as they were."""
        field = self.fields[name]
        missing = field.widget.value_omitted_from_data(self.data, self.files, self.add_prefix(name))
        return isinstance(field, BlockField) and bool(missing)

    def full_clean(self) -> None:
        """Look through the blocks before anything else: a form with errors shows what was sent."""
        wrong = {}
        for name, field in self.fields.items() if self.is_bound else ():
            if isinstance(field, BlockField):
                wrong[name] = refuse_others(self._newly_named(name, field), self.for_user, self.site)
        super().full_clean()
        for name, errors in wrong.items():
            for error in errors:
                self.add_error(name, ValidationError(error))

    def _newly_named(self, name: str, field: BlockField) -> "Named":
        sent = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        before = (
            named_in(field.block.extract_references(self.initial[name])) if self.initial.get(name) else {}
        )
        named = named_in(field.block.extract_references(sent))
        return {model: ids - before.get(model, set()) for model, ids in named.items()}


def bound_to_another_place(pages: "Iterable[Page]", site: Site | None) -> list[str]:
    """Return the titles of those pages that show a record of one place and cannot stand in this one."""
    return [page.title for page in pages if not getattr(page, "may_stand_in", lambda _site: True)(site)]


class OwnCopyForm(CopyForm):
    """Takes no page into a place whose record it does not show: everybody would find nothing there."""

    def clean(self) -> dict[str, Any]:
        """Refuse it in plain words, with what was typed kept."""
        data: dict[str, Any] = super().clean()
        parent = data.get("new_parent_page") or self.page.get_parent()
        pages = (
            self.page.get_descendants(inclusive=True).specific()
            if data.get("copy_subpages")
            else [self.page.specific]
        )
        for title in bound_to_another_place(pages, parent.get_site()):
            self.add_error(
                "new_parent_page",
                _(
                    "“%(title)s” shows what is said in its own place, and nobody could open it in another. "
                    "Copy without it, or begin a new one there."
                )
                % {"title": title},
            )
        return data
