"""Redis away: the site serves on, says so where a machine asks, and keeps what people say."""

import uuid

import pytest
from django.core.cache import cache
from django.urls import reverse

from civic.server.cache import PatientRedisCache
from engagement.conversations.models import Contribution
from tests.factories.conversations import make_conversation, thread_in
from tests.live_server import free_port


@pytest.fixture
def away(settings, monkeypatch):
    """A Redis nobody answers for."""
    monkeypatch.setattr(PatientRedisCache, "_away_until", 0.0)
    url = f"redis://127.0.0.1:{free_port()}/0"
    settings.CACHES = {"default": {"BACKEND": "civic.server.cache.PatientRedisCache", "LOCATION": url}}


@pytest.mark.usefixtures("away")
def test_a_redis_that_is_away_is_an_empty_cache(monkeypatch, caplog):
    def each():
        monkeypatch.setattr(PatientRedisCache, "_away_until", 0.0)  # ask it, rather than rest

    assert cache.add("a", 1) is True
    assert caplog.messages == ["cache.away"]
    for answer, wanted in (
        (lambda: cache.get("a", "nothing"), "nothing"),
        (lambda: cache.set("a", 1), None),
        (lambda: cache.touch("a"), False),
        (lambda: cache.delete("a"), False),
        (lambda: cache.get_many(["a"]), {}),
        (lambda: "a" in cache, False),
        (lambda: cache.set_many({"a": 1}), ["a"]),
        (lambda: cache.delete_many(["a"]), None),
        (lambda: cache.clear(), None),
        (lambda: cache.get_or_set("a", 5), 5),
    ):
        each()
        assert answer() == wanted
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")


@pytest.mark.usefixtures("away")
def test_words_are_kept_while_redis_is_away(site, client):
    conversation = make_conversation(site)
    said = client.post(
        reverse("conversations:say", args=[thread_in(conversation).uuid]),
        {"text": "The library is shut.", "client_key": uuid.uuid4().hex},
    )
    assert said.status_code == 302
    assert Contribution.objects.get().text == "The library is shut."
    assert client.get(f"/conversation/{conversation.uuid}/").status_code == 200


@pytest.mark.usefixtures("away")
def test_readyz_says_that_the_cache_is_away(site, client):
    response = client.get("/readyz")
    assert (response.status_code, response.json()["missing"]) == (503, ["cache"])


def test_readyz_is_ready_with_what_is_configured(site, client):
    assert client.get("/readyz").json() == {"status": "ready", "missing": []}
