"""A backup of a place while two hundred people speak, restored into an empty one that then serves."""

import re
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest
from django.utils import timezone

from civic.backups.services import check_backup
from civic.residents.models import Contributor
from engagement.conversations.models import Contribution
from tests.conftest import make_site
from tests.factories.conversations import make_conversation, say, thread_in
from tests.factories.residents import ContributorFactory
from tests.live_server import LiveServer, wait_for

PEOPLE = 200
PICTURE = bytes(range(256)) * 40


class Stay(HTTPRedirectHandler):
    def redirect_request(self, *_args, **_kwargs):
        return None


def speak(server: LiveServer, address: str, n: int) -> tuple[str, float]:
    """Say something as a browser does, from an address of its own; give the words and when they were in."""
    opener, words, token = build_opener(Stay), f"Words of person {n}.", uuid.uuid4().hex
    body = urlencode(
        {"text": words, "client_key": uuid.uuid4().hex, "csrfmiddlewaretoken": token, "anyway": "1"}
    )
    request = Request(  # noqa: S310 - our own server
        server.url + address,
        body.encode(),
        {"Cookie": f"csrftoken={token}", "X-Forwarded-For": f"10.0.{n // 250}.{n % 250 + 1}"},
    )
    with pytest.raises(HTTPError, match="302"):  # a redirect that is not followed
        opener.open(request, timeout=60)
    return words, time.time()


def test_nothing_acknowledged_before_the_backup_is_missing_after_a_restore(
    make_live_server, empty_server, tmp_path
):
    server = make_live_server(worker=False)
    server.env["TRUSTED_PROXIES"] = "1"
    with server.database():
        site = make_site("127.0.0.1", "Pellbridge", default=True)
        conversation = make_conversation(site)
        address = f"/say/{thread_in(conversation).uuid}/"
    (server.home / "media/images").mkdir(parents=True)
    (server.home / "media/images/hall.png").write_bytes(PICTURE)
    server.start()

    file = tmp_path / "junction.tar.gz"
    with ThreadPoolExecutor(4) as people, ThreadPoolExecutor(1) as keeper:
        began = time.time()
        spoken = [people.submit(speak, server, address, n) for n in range(PEOPLE)]
        wait_for(lambda: sum(one.done() for one in spoken) >= 20)
        kept = keeper.submit(server.manage, "backup", str(file))
        said = dict(one.result() for one in spoken)
        assert "1 uploaded file." in kept.result()
    assert len(said) == PEOPLE
    with server.database():
        assert sorted(Contribution.objects.values_list("text", flat=True)) == sorted(said)
        taken_at = timezone.datetime.fromisoformat(check_backup(file).taken_at).timestamp()
    assert began < taken_at

    told = empty_server.manage("restore", str(file))
    assert told.startswith("Restored: the database as it was at ")
    with empty_server.database():
        rows = list(Contribution.objects.values_list("text", flat=True))
    held, acknowledged = set(rows), {words for words, at in said.items() if at < taken_at}
    assert len(rows) == len(held)
    assert len(acknowledged) >= 20
    assert acknowledged <= held <= set(said)

    # It serves, with the words, the counts and the picture.
    empty_server.start()
    assert empty_server.get("/readyz")[0] == 200
    page = empty_server.get(f"/conversation/{conversation.uuid}/")[1]
    assert re.search(rf"<b>{len(held)}</b>\s+people have taken part", page)
    assert (empty_server.home / "media/images/hall.png").read_bytes() == PICTURE


def test_who_was_forgotten_after_the_backup_is_forgotten_again(empty_server, make_live_server, tmp_path):
    server = make_live_server(worker=False)
    with server.database():
        site = make_site("127.0.0.1", "Pellbridge", default=True)
        dawn, pat = (ContributorFactory(site=site, display_name=name) for name in ("Dawn", "Pat"))
        said = say(make_conversation(site), "Only Dawn says this.", contributor=dawn)
    file = tmp_path / "junction.tar.gz"
    server.manage("backup", str(file))
    server.shell(f"""
from civic.notify import erasing
from civic.residents.models import Contributor
dawn = Contributor.objects.get(pk={dawn.pk})
erasing.ask_to_erase(dawn)
result = erasing.erase_person(dawn.pk, at_once=True)
""")
    erased = server.home / "test-erased.txt"
    assert str(dawn.uuid) in erased.read_text()

    assert "manage.py erase_again" in empty_server.manage("restore", str(file))
    with empty_server.database():
        assert Contributor.objects.get(pk=dawn.pk).display_name == "Dawn"
    assert empty_server.manage("erase_again", str(erased)) == "On the list: 1. Erased again: 1.\n"
    with empty_server.database():
        assert Contributor.objects.get(pk=dawn.pk).display_name == ""
        assert Contributor.objects.get(pk=pat.pk).display_name == "Pat"
        assert Contribution.objects.get(pk=said.pk).text == ""


def test_a_restore_that_fails_half_way_takes_back_what_it_wrote(empty_server, make_live_server, tmp_path):
    source = make_live_server(worker=False)
    (source.home / "media").mkdir()
    (source.home / "media/hall.png").write_bytes(PICTURE)
    file = tmp_path / "junction.tar.gz"
    source.manage("backup", str(file))
    code = f"""
from pathlib import Path
from django.db import connection
from civic.backups import databases, services
def fails(file):
    raise RuntimeError("the disk went away")
databases.restore = fails
try:
    services.restore_backup(Path({str(file)!r}))
except RuntimeError:
    result = [connection.introspection.table_names(), list(services.stored_names())]
"""
    assert empty_server.shell(code) == [[], []]
