"""``manage.py make_place``."""

import pytest
from django.core.management import CommandError, call_command
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


@pytest.mark.parametrize("host", ["one.example", "ONE.example"])
@pytest.mark.parametrize("port", [80, 443])
def test_two_places_with_one_host_name_are_refused_in_plain_words(db, host, port):
    call_command("make_place", "first.example", "The first place there is")
    call_command("make_place", "one.example", "Pellbridge")
    before = list(Site.objects.order_by("pk").values())
    with pytest.raises(CommandError) as refused:
        call_command("make_place", host, "Otherham", port=port)
    assert str(refused.value) == (
        "one.example is already the address of Pellbridge. Two places cannot have one host name: choose "
        "another. To call that place something else, add --rename and its own --port."
    )
    assert list(Site.objects.order_by("pk").values()) == before


def test_a_place_is_called_something_else_when_asked_to(db):
    call_command("make_place", "one.example", "Pellbridge")
    call_command("make_place", "one.example", "Pellbridge and Weir", rename=True)
    assert Site.objects.get().site_name == "Pellbridge and Weir"


def test_the_admin_refuses_a_second_place_with_one_host_name_and_keeps_what_was_typed(site, admin_client):
    typed = {"hostname": "TestServer", "port": "80", "site_name": "Otherham", "root_page": site.root_page_id}
    page = admin_client.post("/admin/sites/new/", typed).content.decode()
    assert "Site with this Hostname and Port already exists." in page
    assert 'value="Otherham"' in page
    assert Site.objects.count() == 1


@pytest.mark.parametrize(
    "host", ["http://x.example", "a b", "", "localhost:8000", "x-.example", "x..example", "x" * 64]
)
def test_what_is_no_host_name_makes_no_place(db, host):
    before = list(Site.objects.values())
    with pytest.raises(CommandError, match=r"is no host name\. Write it like pellbridge\.example"):
        call_command("make_place", host, "Otherham")
    assert list(Site.objects.values()) == before


def test_a_dot_at_the_end_and_another_script_are_one_place_with_its_usual_name(db):
    call_command("make_place", "one.example", "Pellbridge")
    with pytest.raises(CommandError, match=r"one\.example is already the address of Pellbridge"):
        call_command("make_place", "One.Example.", "Otherham")
    call_command("make_place", "tŷ.example", "The house")
    assert set(Site.objects.values_list("hostname", flat=True)) == {"one.example", "xn--t-foa.example"}


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("testserver.", "Write it as “testserver”."),
        ("http://testserver", "is no host name."),
        ("tŷ.example", "Write it as “xn--t-"),
    ],
)
def test_the_admin_says_how_a_host_name_is_written(site, admin_client, host, said):
    typed = {"hostname": host, "port": "80", "site_name": "Otherham", "root_page": site.root_page_id}
    page = admin_client.post("/admin/sites/new/", typed).content.decode()
    assert said in page
    assert 'value="Otherham"' in page
    assert Site.objects.count() == 1


def test_commands_of_the_readme_fill_the_place_that_was_made(db, tmp_path, capsys):
    """Wagtail's own untouched site is no place, and must not catch what is meant for the first one."""
    (tmp_path / "list.csv").write_text("AssetCode,PropertyName,PostCode\nA1,Weir Hall,M33 7DF\n")
    call_command("make_place", "localhost", "Your Place", "--port", "8000")
    call_command("import_assets", str(tmp_path / "list.csv"), "--source", "Your Council", "--apply")
    place = Site.objects.get()
    assert (place.hostname, place.port, place.is_default_site) == ("localhost", 8000, True)
    assert Asset.objects.get().site == place
    assert site_named("localhost") == place
