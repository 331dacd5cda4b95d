"""Two places: one full of marked words, one that must never show them.

The marked place is made first and alone, so that whatever is in the database is its own: every
free text of every row of ours gets ``MARK``, by the app registry and not by a list. Then numbers
jump, so that an id tells which place it belongs to, and the place under test is filled alike.
"""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from allauth.socialaccount.models import SocialApp
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.core.management.color import no_style
from django.db import IntegrityError, connection, models, transaction
from wagtail.models import Collection, Site

from civic.places.models import PlaceSettings
from civic.residents.enums import Role
from civic.residents.models import User
from civic.residents.services import grant_role
from civic.tasks.models import QueuedTask
from tests.browser import (  # noqa: F401 - each adds its pages to the list
    public_pages_accounts,
    public_pages_conversations,
    public_pages_desk,
    public_pages_good_here,
    public_pages_modes,
    public_pages_projects,
    public_pages_record,
    public_pages_room,
    public_pages_spaces,
)
from tests.browser.public_pages import PAGES
from tests.browser.story import story_of
from tests.browser.visits import Visit
from tests.conftest import make_site
from tests.factories.assets import AssetFactory, ClaimFactory, ImportedRowFactory, ImportRunFactory
from tests.factories.residents import UserFactory

MARK = "zqxmark"
HOST = "other.example"
#: Every number above belongs to the place under test.
FIRST_OWN_ID = 1_000_000
#: Texts other code reads: changed, they would be broken and not marked.
READ_BY_CODE = {
    "password",
    "code",
    "key",
    "token",
    "sha256",
    "receipt",
    "timezone",
    "plugin",
    "theme",
    "mapping",
    "kind",
    "pin",
}


@dataclass
class Places:
    """What a crawl needs to know."""

    site: Site
    other: Site
    visits: list[Visit]
    """How the pages of the place under test are reached."""
    their_visits: list[Visit]
    people: dict[str, User | None]
    their_people: dict[str, User | None]
    filled: set[type[models.Model]]
    """Which models of a place hold a row of the marked one."""


def models_of_a_place() -> list[type[models.Model]]:
    """Return every model whose rows belong to a Site, wherever it comes from."""
    return [
        model
        for model in apps.get_models()
        if any(f.related_model is Site and f.many_to_one | f.one_to_one for f in model._meta.fields)
    ]


def fill_two_places() -> Places:
    """Make both places. Costs seconds: once a module."""
    other = make_site(HOST, f"{MARK} Otherham")
    their_visits, their_people = _fill(other), everybody(other)
    _fill_what_no_page_shows(other)
    SocialApp.objects.all().delete()  # one for the whole install: the place under test makes it again
    QueuedTask.objects.all().delete()  # what is still to be done there is nobody's to read
    _mark_everything()
    _jump_numbers()
    filled = {model for model in models_of_a_place() if model._base_manager.exists()}
    site = make_site("testserver", "Pellbridge", default=True)
    visits = _fill(site)
    return Places(
        site=site,
        other=other,
        visits=visits,
        their_visits=their_visits,
        people=everybody(site),
        their_people=their_people,
        filled=filled,
    )


def _fill(site: Site) -> list[Visit]:
    made = []
    for make in PAGES.values():
        cache.clear()  # a quick machine signs up faster than anybody may
        made.append(make(site))
    return [one if isinstance(one, Visit) else Visit(path=one) for one in made]


def _fill_what_no_page_shows(site: Site) -> None:
    """Make rows of the models that no public page needs."""
    from wagtail.contrib.redirects.models import Redirect
    from wagtail.documents import get_document_model
    from wagtail.models import GroupSitePermission

    from assets_register.merges import merge_assets
    from assets_register.models import ImportUpload, LikelyPair, RegisterSettings, SavedMapping
    from civic.moderation.models import Report
    from civic.places.pictures import collection_of
    from civic.pluginkit.models import PluginFault, PluginSwitch
    from civic.residents.machines import authorise_machine
    from civic.residents.models import DeskSettings
    from civic.themekit.models import ThemeSettings
    from engagement.conversations.models import HeldName, HiddenName

    story = story_of(site)
    who = story.dawn
    run = ImportRunFactory(
        site=site, file_name="assets.csv", counts={"rows": 1, "file_notes": [], "notes": {}}
    )
    ImportedRowFactory(run=run, raw={"Name": MARK})
    SavedMapping.objects.create(site=site, source="Council", columns={MARK: "name"})
    ImportUpload.objects.create(site=site, source="Council", file_name="next.csv", content=MARK.encode())
    halls = [AssetFactory(site=site, name=f"{MARK} hall {n}") for n in range(3)]
    LikelyPair.objects.create(site=site, first=halls[0], second=halls[1], why="The names are alike")
    merge_assets(halls[0], halls[2], taken=[], by=None)
    Redirect.objects.create(site=site, old_path=f"/{MARK}", redirect_link="/")
    ThemeSettings.objects.create(site=site)
    RegisterSettings.objects.create(site=site)
    ClaimFactory(site=site, asset=story.hall, contributor=who)
    DeskSettings.objects.get_or_create(site=site)
    collection_of(site)
    authorise_machine(site, name="Front desk", by=UserFactory())
    PluginSwitch.objects.create(site=site, plugin="insight_themes", on=True)
    PluginFault.objects.create(
        site=site, plugin="plugins.insight_themes", where=f"slot {MARK}", said="ValueError"
    )
    Report.objects.create(site=site, target_key=story.mine.key, reason="private", words="Look")
    for model in (HeldName, HiddenName):
        model.objects.create(site=site, contributor=who, name="Name")
    root = Collection.get_first_root_node()
    folder = Collection.objects.filter(name=site.site_name).first() or root.add_child(name=site.site_name)
    get_document_model().objects.create(title="Minutes", collection=folder, file="minutes.txt")
    group = Group.objects.create(name=f"{MARK} group")
    GroupSitePermission.objects.create(group=group, site=site, permission=Permission.objects.first())
    PlaceSettings.objects.update_or_create(site=site, defaults={"name": "Otherham", "strapline": "Across"})


def _mark_everything() -> None:
    """Put the mark into every free text of every row there is, past the models' own saving."""
    for model in apps.get_models():
        ours = model.__module__.split(".")[0] in {"civic", "engagement", "assets_register", "plugins"}
        named = model._meta.label in {"wagtailcore.Page", "wagtaildocs.Document", "wagtailcore.Collection"}
        if not (ours or named):
            continue
        fields = [f for f in model._meta.local_fields if _is_free_text(f)]
        for row in model._base_manager.all() if fields else []:
            if getattr(row, "depth", 0) != 1:  # the root of all pages, and of all folders, is nobody's
                for field in fields:
                    _mark(row, field)
    for user in User.objects.all():
        user.email = f"{MARK}{user.pk}@otherham.example"
        user.save()
        user.emailaddress_set.update(email=user.email)
        user.socialaccount_set.update(uid=f"{MARK}{user.pk}")


def _is_free_text(field: models.Field) -> bool:
    name = field.name
    return (
        type(field) in {models.CharField, models.TextField}
        and not field.choices
        and not field.unique
        and name not in READ_BY_CODE
        and not name.endswith(("_key", "_code", "_url", "_path", "_token", "_hash", "hash"))
        and (field.max_length or 999) > len(MARK) + 3
    )


def _mark(row: models.Model, field: models.Field) -> None:
    old = getattr(row, field.attname)
    if old:
        words = f"{MARK} {old}"[: field.max_length or None]
        with suppress(IntegrityError), transaction.atomic():  # a constraint says that it is no free text
            type(row)._base_manager.filter(pk=row.pk).update(**{field.attname: words})


def _jump_numbers() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("UPDATE sqlite_sequence SET seq = %s", [FIRST_OWN_ID])
            return
        for sql in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            table = sql.split('"')[1]
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [f'"{table}"'])
            sequence = cursor.fetchone()[0]
            if sequence:
                cursor.execute("SELECT setval(%s, %s)", [sequence, FIRST_OWN_ID])


def rows_of_the_other(places: Places) -> Iterator[models.Model]:
    """Yield a few rows of each model of the marked place: those whose own id says so."""
    for model in apps.get_models():
        if model._meta.app_label in {"contenttypes", "auth", "sessions", "wagtailsearch"}:
            continue
        pk = model._meta.pk
        if isinstance(pk, models.AutoField | models.BigAutoField):
            yield from model._base_manager.filter(pk__lt=FIRST_OWN_ID).order_by("-pk")[:1]


def fingerprint() -> dict[str, str]:
    """Return a digest of all rows of the marked place, by model, to see that nothing touched them."""
    found = {}
    for model in apps.get_models():
        ours = model.__module__.split(".")[0] in {"civic", "engagement", "assets_register", "plugins"}
        if ours and isinstance(model._meta.pk, models.AutoField | models.BigAutoField):
            rows: Any = model._base_manager.filter(pk__lte=FIRST_OWN_ID).order_by("pk").values_list()
            found[model._meta.label] = hashlib.sha256(repr(list(rows)).encode()).hexdigest()
    return found


def everybody(site: Site) -> dict[str, User | None]:
    """Return one person of each kind in the place under test."""
    people: dict[str, User | None] = {"visitor": None, "resident": UserFactory()}
    for role in Role.values:
        people[role] = UserFactory()
        grant_role(people[role], site, role)
    people["every role"] = UserFactory()
    for role in Role.values:
        grant_role(people["every role"], site, role)
    return people
