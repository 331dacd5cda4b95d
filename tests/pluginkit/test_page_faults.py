"""A plugin's own page that fails: recorded where it was seen, and taken back when it works again there."""

import pytest
from django.http import HttpResponse
from django.urls import reverse

from civic.places.context import site_context
from civic.pluginkit import edge, services
from civic.pluginkit.models import PluginFault
from civic.pluginkit.selectors import open_faults
from civic.pluginkit.services import record_fault, switch_plugin
from civic.residents.enums import Role
from civic.residents.services import grant_role
from plugins.governance_boards.views import public
from tests.factories.residents import UserFactory

BOARDS, THEMES = "plugins.governance_boards", "plugins.insight_themes"
SPOT = "page governance_boards:boards"


def broken(*_any, **_more):
    raise ValueError("about ada@pellbridge.example")


def noted():
    """Wait until what is noted off the request is written."""
    for hand in edge._idle:
        hand.begin(lambda: None, lambda: None).result(timeout=20)


@pytest.fixture
def visit(client, monkeypatch):
    """Open the boards' page on a host, as it works or as it fails."""
    client.raise_request_exception = False
    monkeypatch.setattr(services, "LOOK_EVERY", 0)

    def get(host="testserver", *, works, method=client.get):
        with monkeypatch.context() as patched:
            if not works:
                patched.setattr(public, "render", broken)
            status = method("/plugins/boards/", headers={"host": host}).status_code
        noted()
        return status

    return get


def seen():
    return list(open_faults().order_by("site").values_list("plugin", "where", "site__hostname"))


@pytest.mark.django_db(transaction=True)
def test_page_that_works_again_is_no_fault_any_more_and_fails_anew_at_once(site, visit):
    assert visit(works=False) == 500
    assert seen() == [(BOARDS, SPOT, "testserver")]
    assert visit(works=True) == 200
    assert seen() == []
    assert visit(works=False) == 500
    assert open_faults().get().times == 2


def test_page_that_shows_a_secret_is_kept_back_and_noted(site, client, settings, monkeypatch):
    told = HttpResponse(f"<p>{settings.SECRET_KEY}</p>")
    monkeypatch.setattr(public, "render", lambda *_any, **_more: told)
    page = client.get("/plugins/boards/")
    assert page.status_code == 500
    assert settings.SECRET_KEY not in page.content.decode()
    fault = PluginFault.objects.get()
    assert (fault.where, fault.said) == (SPOT, "showed one of the site's secrets")


@pytest.mark.django_db(transaction=True)
def test_page_is_mended_where_it_works_alone(site, other_site, visit, client):
    visit(works=False)
    visit("other.example", works=False)
    visit("other.example", works=True)
    assert seen() == [(BOARDS, SPOT, "testserver")]
    client.get("/plugins/boards/no-such-board/")
    client.get("/")
    noted()
    assert seen() == [(BOARDS, SPOT, "testserver")], (
        "another page that works, or one not found, mends nothing"
    )


@pytest.mark.django_db(transaction=True)
def test_form_that_fails_is_not_mended_by_the_page_it_stands_on(site, visit, client):
    visit(works=False, method=client.post)
    visit(works=True)
    assert seen() == [(BOARDS, "form governance_boards:boards", "testserver")]
    visit(works=True, method=client.post)
    assert seen() == []


def test_administrator_sees_the_faults_of_their_place_and_of_none(client, site, other_site):
    for place, where in ((site, "slot here"), (other_site, "slot there"), (None, "task of.nobody")):
        with site_context(place):
            record_fault(THEMES, where, ValueError("about ada@pellbridge.example"))
            record_fault(THEMES, where, ValueError())
    with site_context(site):
        record_fault(BOARDS, "slot of one that is off", ValueError())
    switch_plugin(site, "governance_boards", on=False)
    assert PluginFault.objects.filter(times=2).count() == 3
    user = UserFactory()
    grant_role(user, site, Role.PLACE_ADMINISTRATOR)
    client.force_login(user)
    page = client.get(reverse("pluginkit:plugins")).content.decode()
    words = ("slot here", "slot there", "task of.nobody", "slot of one that is off", "ada@")
    assert [word for word in words if word in page] == ["slot here", "task of.nobody"]


def test_administrator_of_any_place_sees_what_was_left_out_at_the_start(client, other_site, monkeypatch):
    from civic.pluginkit import faults

    monkeypatch.setattr(faults, "_found", [])
    faults.record_start_fault("somebody.elses", "apps.py", RuntimeError("the key is xyzzy"))
    user = UserFactory()
    grant_role(user, other_site, Role.PLACE_ADMINISTRATOR)
    client.force_login(user)
    page = client.get(reverse("pluginkit:plugins"), headers={"host": "other.example"}).content.decode()
    assert "<b>somebody.elses</b> was left out when the site started. apps.py: RuntimeError" in page
    assert "xyzzy" not in page


def test_what_was_left_out_is_said_in_welsh_to_who_reads_welsh(client, site, monkeypatch):
    from wagtail.users.models import UserProfile

    from civic.pluginkit import faults

    monkeypatch.setattr(faults, "_found", [])
    fault = faults.record_start_fault("some.where", "version", "needs civic %(wanted)s, and this is %(here)s",
                                      wanted=">=99", here="1.0")  # fmt: skip
    assert fault.said == "needs civic >=99, and this is 1.0"
    user = UserFactory()
    grant_role(user, site, Role.PLACE_ADMINISTRATOR)
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": "cy"})
    client.force_login(user)
    page = client.get(reverse("pluginkit:plugins")).content.decode()
    assert "version: mae angen civic &gt;=99, a 1.0 yw hwn" in page


def test_every_start_fault_of_ours_has_welsh():
    import ast
    import inspect

    from django.utils.translation import gettext, override

    from civic.pluginkit import discovery

    calls = [node for node in ast.walk(ast.parse(inspect.getsource(discovery))) if isinstance(node, ast.Call)]
    said = [node.args[0].value for node in calls if getattr(node.func, "id", "") == "_"]
    assert len(said) == 11
    with override("cy"):
        assert [message for message in said if gettext(message) == message] == []
