"""``manage.py make_place``."""

from django.core.management import call_command
from wagtail.models import Site

from assets_register.models import Asset
from civic.places.management.files import site_named
from civic.residents.enums import Role
from civic.residents.models import User
from civic.residents.rules import has_role


def test_place_gets_its_four_doors_and_somebody_who_runs_it(db, client, capsys):
    for _twice in range(2):
        call_command("make_place", "testserver", "Pellbridge", administrator="Olwen@pellbridge.example")
    call_command("make_place", "other.example", "Otherham")
    site = Site.objects.get(hostname="testserver")
    slugs = list(site.root_page.get_children().order_by("path").values_list("slug", flat=True))
    assert slugs == ["spaces", "projects", "conversations", "what-changed"]
    for slug in slugs:
        assert client.get(f"/{slug}/").status_code == 200
    olwen = User.objects.get(email="olwen@pellbridge.example")
    assert has_role(olwen, site, Role.PLACE_ADMINISTRATOR)
    assert not has_role(olwen, Site.objects.get(hostname="other.example"), Role.PLACE_ADMINISTRATOR)
    assert "Find a space, Join in, Have your say, What changed" in capsys.readouterr().out


def test_commands_of_the_readme_fill_the_place_that_was_made(db, tmp_path, capsys):
    """Wagtail's own untouched site is no place, and must not catch what is meant for the first one."""
    (tmp_path / "list.csv").write_text("AssetCode,PropertyName,PostCode\nA1,Weir Hall,M33 7DF\n")
    call_command("make_place", "localhost", "Your Place", "--port", "8000")
    call_command("import_assets", str(tmp_path / "list.csv"), "--source", "Your Council", "--apply")
    place = Site.objects.get()
    assert (place.hostname, place.port, place.is_default_site) == ("localhost", 8000, True)
    assert Asset.objects.get().site == place
    assert site_named("localhost") == place
