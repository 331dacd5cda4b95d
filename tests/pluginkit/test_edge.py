"""What a plugin does while somebody waits: bounded in time, size and harm."""

import io
import json
import threading
from asyncio import CancelledError
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone, translation
from django.utils.html import escape, json_script
from django.utils.safestring import SafeString

from civic.places.context import current_site, site_context
from civic.pluginkit import edge, services
from civic.pluginkit.edge import ask_plugin, fit_to_show
from civic.pluginkit.faults import OutOfBounds
from civic.pluginkit.middleware import plugin_at_fault
from civic.pluginkit.models import PluginFault
from civic.pluginkit.secrets import TellsNoSecrets, secrets
from civic.pluginkit.selectors import installed_plugins, open_faults

PLUGIN = next(plugin for plugin in installed_plugins() if plugin.label == "governance_boards")


@pytest.fixture
def hasty(monkeypatch):
    """Little time, and no rest after: a spot is called again as soon as its late call is over."""
    monkeypatch.setattr(edge, "BUDGET", 0.3)
    monkeypatch.setattr(edge, "REST", 0)
    monkeypatch.setattr(edge, "_resting", {})


@pytest.mark.django_db(transaction=True)
def test_late_plugin_is_left_behind_and_not_called_while_it_is_late(hasty):
    let_it_end, calls = threading.Event(), []

    def hang():
        calls.append(1)
        let_it_end.wait(20)
        return "late"

    assert [ask_plugin(PLUGIN, "slot x", hang, otherwise="") for _i in range(3)] == ["", "", ""]
    assert len(calls) == 1
    fault = PluginFault.objects.get()
    assert (fault.said, fault.words) == ("took longer than 0.3 seconds",) * 2
    with translation.override("cy"):
        assert fault.words == "wedi cymryd mwy na 0.3 eiliad"
    let_it_end.set()
    edge._resting[f"{PLUGIN.name}: slot x"][1].result(timeout=20)
    assert ask_plugin(PLUGIN, "slot x", lambda: "in time", otherwise="") == "in time"


@pytest.mark.django_db(transaction=True)
def test_late_spot_rests_for_a_while(hasty, monkeypatch):
    monkeypatch.setattr(edge, "REST", 60)
    late = threading.Event()
    assert ask_plugin(PLUGIN, "slot x", lambda: late.wait(20), otherwise=None) is None
    late.set()
    edge._resting[f"{PLUGIN.name}: slot x"][1].result(timeout=20)
    assert ask_plugin(PLUGIN, "slot x", lambda: "in time", otherwise="") == ""
    assert ask_plugin(PLUGIN, "slot y", lambda: "in time", otherwise="") == "in time"


@pytest.mark.django_db(transaction=True)
def test_plugin_works_beside_the_request_in_its_place_language_and_time(site):
    def look():
        return current_site(), translation.get_language(), timezone.get_current_timezone_name()

    def thread():
        return threading.current_thread().name

    with site_context(site), translation.override("cy"), timezone.override("Europe/London"):
        assert ask_plugin(PLUGIN, "slot x", look, otherwise=None) == (site, "cy", "Europe/London")
    assert ask_plugin(PLUGIN, "slot x", thread, otherwise=None) == "plugin"
    assert edge._idle, "the thread waits for the next call"


@pytest.mark.django_db(transaction=True)
def test_slot_that_works_again_is_no_fault_any_more_and_fails_anew_at_once(hasty, monkeypatch):
    monkeypatch.setattr(services, "LOOK_EVERY", 0)

    def call(work):
        return ask_plugin(PLUGIN, "slot x", work, otherwise="")

    def works():
        call(lambda: "well")  # the hand notes the first one down before it begins the second
        return call(lambda: "well")

    call(lambda: 1 / 0)
    assert open_faults().get().where == "slot x"
    assert works() == "well"
    assert list(open_faults()) == []
    call(lambda: 1 / 0)
    assert open_faults().get().times == 2


@pytest.mark.django_db(transaction=True)
def test_another_spot_that_works_mends_nothing(hasty, monkeypatch):
    monkeypatch.setattr(services, "LOOK_EVERY", 0)
    ask_plugin(PLUGIN, "slot x", lambda: 1 / 0, otherwise="")
    for _twice in range(2):
        assert ask_plugin(PLUGIN, "slot y", lambda: "well", otherwise="") == "well"
    assert open_faults().get().where == "slot x"


def test_inside_a_transaction_it_is_called_in_place_and_does_not_spoil_it(site):
    def fail():
        PluginFault.objects.create(plugin="x", where="y", said="")
        connection.cursor().execute("SELECT no_such_column")

    assert ask_plugin(PLUGIN, "slot x", fail, otherwise="gone") == "gone"
    assert list(PluginFault.objects.values_list("plugin", "where")) == [(PLUGIN.name, "slot x")]


def test_panel_is_escaped_unless_it_is_safe():
    assert fit_to_show(None) == ""
    assert fit_to_show("<b>") == "&lt;b&gt;"


def test_panel_that_is_too_long_or_tells_a_secret_is_refused(settings):
    with pytest.raises(OutOfBounds, match="gave 200,001 characters, and 200,000 is the most"):
        fit_to_show("x" * 200_001)
    with pytest.raises(OutOfBounds, match="gave 240,000 characters, and 200,000 is the most"):
        fit_to_show('"' * 40_000)
    settings.SECRET_KEY = 'very<secret>"indeed'
    secrets.cache_clear()
    try:
        for told in (settings.SECRET_KEY, escape(f"the key is {settings.SECRET_KEY}")):
            with pytest.raises(OutOfBounds, match="showed one of the site's secrets"):
                fit_to_show(told)
    finally:
        secrets.cache_clear()


def test_an_error_is_the_innermost_plugins_and_otherwise_nobodys():
    spaces = {"__name__": "plugins.governance_boards.views"}
    exec("def view(): raise ValueError", spaces)  # noqa: S102 - stands in for a plugin's view
    with pytest.raises(ValueError) as raised:  # noqa: PT011 - its message does not matter
        spaces["view"]()
    assert plugin_at_fault(raised.value) is PLUGIN
    assert plugin_at_fault(ValueError()) is None


def test_panel_may_tell_no_secret_that_a_setting_or_a_variable_holds(settings, monkeypatch):
    settings.METRICS_TOKEN = "only-for-the-meter"
    monkeypatch.setenv("OIDC_CLIENT_SECRET", "the-councils-own")
    monkeypatch.setenv("SHORT_TOKEN", "abc")
    secrets.cache_clear()
    try:
        for told in ("see only-for-the-meter", "see the-councils-own"):
            with pytest.raises(OutOfBounds, match="showed one of the site's secrets"):
                fit_to_show(told)
        assert fit_to_show("abc") == "abc"
    finally:
        secrets.cache_clear()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("order", [KeyboardInterrupt, CancelledError])
def test_plugin_that_orders_a_stop_is_left_out_like_any_other(order):
    def stop():
        raise order

    assert ask_plugin(PLUGIN, "slot x", stop, otherwise="left out") == "left out"


def test_what_a_plugin_prints_is_passed_on_without_a_secret(settings):
    settings.SECRET_KEY = "only-the-site-knows"
    secrets.cache_clear()
    try:
        printed = io.StringIO()
        print("key:", settings.SECRET_KEY, "and more", file=TellsNoSecrets(printed), flush=True)
        TellsNoSecrets(printed).writelines(["a\n", f"b {settings.SECRET_KEY}\n"])
        assert printed.getvalue() == "key: [secret] and more\na\nb [secret]\n"
        raw = io.BytesIO()
        as_text = io.TextIOWrapper(raw)  # named, or it would close the bytes with itself
        TellsNoSecrets(as_text).buffer.write(b"x only-the-site-knows y")
        assert raw.getvalue() == b"x [secret] y"
    finally:
        secrets.cache_clear()


def test_a_secret_is_found_however_it_is_written(settings):
    settings.SECRET_KEY = key = "dj&ango\"Like\\\\key'é"
    secrets.cache_clear()
    try:
        written = [json_script(key), json.dumps({"key": key}), repr([key]), quote(key), escape(key)]
        for told in written:
            with pytest.raises(OutOfBounds, match="showed one of the site's secrets"):
                fit_to_show(SafeString(told))
    finally:
        secrets.cache_clear()
