"""Emails as a real mail server takes them: whole in plain text alone, every link good, one press to stop."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings as configured
from django.test import Client
from django.utils.translation import override

from civic.residents.models import Contributor
from civic.tasks.services import drain
from tests.live_server import free_port

WORDS = "The library is shut when I finish work – bob dydd."


class Taken:
    """What a mail server took, as bytes, with the address it was for."""

    def __init__(self) -> None:
        self.emails: list[tuple[str, bytes]] = []

    async def handle_DATA(self, server, session, envelope):
        self.emails += [(address, envelope.content) for address in envelope.rcpt_tos]
        return "250 taken"


@pytest.fixture
def taken(settings):
    """A mail server of this test's own; the site sends to it."""
    held, port = Taken(), free_port()
    controller = Controller(held, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield held
    controller.stop()


@pytest.fixture(autouse=True)
def _leave_in_english():
    """A request under /cy/ leaves its language in force in the thread that made it."""
    with override(configured.LANGUAGE_CODE):
        yield


@pytest.fixture
def letters(site, room, reachable, heard, answer_to, taken):
    """The answer as Dawn, Branwen (who chose Welsh) and Sam (who wants only a link) got it."""
    people = [reachable("Dawn"), reachable("Branwen", language="cy"), reachable("Sam", link_only=True)]
    keys = [room.say(person, WORDS) for person in people]
    answer_to(site, [heard(keys)])
    drain()
    return {
        address.partition("@")[0]: message_from_bytes(content, policy=SMTP)
        for address, content in taken.emails
    }


def plain(letter: EmailMessage) -> str:
    return letter.get_body(("plain",)).get_content().replace("\r\n", "\n")


def links(text: str) -> list[str]:
    return re.findall(r"https?://[^\s\"<>]+", text)


def path_of(link: str) -> str:
    assert link.startswith("http://testserver"), link
    return urlsplit(link).path or "/"


def test_each_person_has_one_email_in_two_forms_that_any_server_takes(letters, taken):
    assert sorted(address for address, _content in taken.emails) == [
        "branwen@pellbridge.example", "dawn@pellbridge.example", "sam@pellbridge.example",
    ]  # fmt: skip
    for _address, content in taken.emails:
        assert max(len(line) for line in content.split(b"\r\n")) <= 998  # RFC 5322 section 2.1.1
    for letter in letters.values():
        assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
        assert not letter.defects
        assert letter["Auto-Submitted"] == "auto-generated"


def test_plain_text_makes_sense_alone(letters):
    text = plain(letters["dawn"])
    in_order = (
        "Hello Dawn,", "You said:", WORDS, "The Neighbourhoods Board", "Open until eight on Tuesdays",
        "Sundays would cost £41,000 a year.", "Read this online:", "Pellbridge", "Stop these emails",
    )  # fmt: skip
    at = [text.find(words) for words in in_order]
    assert -1 not in at, dict(zip(in_order, at, strict=True))
    assert at == sorted(at)
    assert not re.search(r"</?\w+[^>]*>|&\w+;|\{[{%]", text)
    assert "\n\n\n" not in text


def test_every_link_in_every_form_leads_somewhere(letters):
    stranger = Client()
    for letter in letters.values():
        text, html = plain(letter), letter.get_body(("html",)).get_content()
        found = {*links(text), *links(html)}
        assert len(found) >= 3
        # Whatever the HTML leads to, plain text leads to as well.
        assert {path_of(link) for link in links(html)} <= {path_of(link) for link in links(text)}
        for link in found:
            assert stranger.get(path_of(link), follow=True).status_code == 200, link


def test_one_press_in_a_mail_program_stops_them(site, letters, reachable, taken, heard, answer_to, room):
    """RFC 8058: a POST without cookies, without a token of ours, from nowhere."""
    letter = letters["dawn"]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (link,) = re.findall(r"<(http://[^>]+)>", letter["List-Unsubscribe"])
    program = Client(enforce_csrf_checks=True)
    assert program.get(path_of(link)).status_code == 200  # a scanner that opens links stops nothing
    response = program.post(path_of(link), {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    before = len(taken.emails)
    people = {person.display_name: person for person in Contributor.objects.filter(site=site)}
    keys = [room.say(people[name], WORDS) for name in ("Dawn", "Branwen")]
    answer_to(site, [heard(keys, title="Still shut")])
    drain()
    told = sorted(address.partition("@")[0] for address, _content in taken.emails[before:])
    assert told == ["branwen", "sam"]


def test_who_chose_welsh_reads_welsh_and_is_led_to_welsh(letters):
    letter = letters["branwen"]
    text = plain(letter)
    assert text.startswith("Helo Branwen,")
    assert WORDS in text
    for english in ("Hello", "You said", "Read this online", "Stop these emails", "You get this"):
        assert english not in text, english
        assert english not in letter.get_body(("html",)).get_content(), english
    assert all(path_of(link).startswith("/cy/") for link in links(text) if path_of(link) != "/")
    assert "News from" not in letter["Subject"]
    assert 'lang="cy"' in letter.get_body(("html",)).get_content()


def test_who_wants_only_a_link_is_told_nothing_by_a_mail_server(letters):
    whole = letters["sam"].as_string() + plain(letters["sam"])
    for words in ("library", "Tuesdays", "Sundays", "Sam,"):
        assert words not in whole
