"""``manage.py make_place``."""

from django.core.management import call_command
from wagtail.models import Site

from civic.residents.enums import Role
from civic.residents.models import User
from civic.residents.rules import has_role


def test_place_gets_its_four_doors_and_somebody_who_runs_it(db, client, capsys):
    for _twice in range(2):
        call_command("make_place", "testserver", "Pellbridge", administrator="Olwen@pellbridge.example")
    site = Site.objects.get(hostname="testserver")
    slugs = list(site.root_page.get_children().order_by("path").values_list("slug", flat=True))
    assert slugs == ["spaces", "projects", "conversations", "what-changed"]
    for slug in slugs:
        assert client.get(f"/{slug}/").status_code == 200
    olwen = User.objects.get(email="olwen@pellbridge.example")
    assert has_role(olwen, site, Role.PLACE_ADMINISTRATOR)
    assert not has_role(olwen, Site.objects.exclude(pk=site.pk).first(), Role.PLACE_ADMINISTRATOR)
    assert "Find a space, Join in, Have your say, What changed" in capsys.readouterr().out
