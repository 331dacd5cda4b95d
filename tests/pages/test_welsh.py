"""The site speaks Welsh: everything people read, with its placeholders, its plurals and its dates."""

import re
import shutil
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.utils.translation import gettext, ngettext, override

from civic.notify.services import ask_to_confirm, tell
from civic.pages.services import add_section
from civic.pages.templatetags.ui import ago, day
from civic.tasks.services import drain
from engagement.conversations.sources import why_not
from tests.factories.conversations import make_conversation, say, thread_in
from tests.factories.residents import ContributorFactory

ROOT = Path(settings.BASE_DIR)
CATALOGUE = ROOT / "civic/locale/cy/LC_MESSAGES/django.po"
#: Only whoever runs the site reads these. Their Welsh is welcome and may come later.
STAFF = re.compile(
    r"/admin/|/desk/|wagtail_hooks|admin_forms|_admin\.py|/models|/apps\.py|bulk_actions|/management/"
    r"|importing|civic/demo/|civic/pluginkit/|civic/settings/|views/staff|allauth/mfa|allauth/account/admin"
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|%%|\{\w+\}")
TAG = re.compile(r"</?\w+")
ENGLISH_MONTHS = re.compile(
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
ENGLISH_DAYS = re.compile(r"\b\w*(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
WHAT_TO_DO = "Run `make messages`, write the Welsh in civic/locale/cy, and run it again to compile it."


@pytest.fixture(autouse=True)
def _leave_in_english():
    """A request under /cy/ leaves its language in force in the thread that made it."""
    with override(settings.LANGUAGE_CODE):
        yield


def catalogue(path: Path = CATALOGUE) -> polib.POFile:
    return polib.pofile(str(path))


def untranslated_for_people(messages: polib.POFile) -> list[str]:
    return [
        entry.msgid
        for entry in messages.untranslated_entries()
        if not all(STAFF.search(place) for place, _line in entry.occurrences)
    ]


def said_in(response) -> str:
    """Return a page's words: no tags, no scripts."""
    html = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# ---- the catalogue ---------------------------------------------------------------------------
def test_nothing_people_read_is_left_in_english():
    assert untranslated_for_people(catalogue()) == [], WHAT_TO_DO


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="GNU gettext is not installed here")
def test_catalogue_holds_everything_people_read(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    copy = tmp_path / "cy/LC_MESSAGES/django.po"
    copy.parent.mkdir(parents=True)
    shutil.copy(CATALOGUE, copy)
    call_command("collect_messages", into=tmp_path, verbosity=0)
    assert untranslated_for_people(catalogue(copy)) == [], WHAT_TO_DO


def test_nothing_is_a_guess():
    assert [entry.msgid for entry in catalogue() if entry.fuzzy or entry.obsolete] == []


def test_compiled_catalogue_is_the_written_one():
    written = {
        (entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural
        for entry in catalogue().translated_entries()
    }
    compiled = {
        (entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural
        for entry in polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    }
    assert compiled == written, "Run `make messages` and commit the .mo too."


@pytest.mark.parametrize("pattern", [PLACEHOLDER, TAG], ids=["placeholders", "tags"])
def test_welsh_keeps_what_stands_in_the_english(pattern):
    def found(text):
        return Counter(pattern.findall(text))

    wrong = []
    for entry in catalogue().translated_entries():
        forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
        allowed = [found(entry.msgid), found(entry.msgid_plural or entry.msgid)]
        wrong += [(entry.msgid, form) for form in forms if found(form) not in allowed]
    assert wrong == []


def test_every_plural_has_the_six_welsh_forms():
    wrong = [e.msgid for e in catalogue() if e.translated() and e.msgid_plural and len(e.msgstr_plural) != 6]
    assert wrong == []


def test_nouns_change_after_two_three_and_six():
    with override("cy"):
        said = [ngettext("%(n)s space", "%(n)s spaces", n) % {"n": n} for n in (1, 2, 3, 12)]
        people = [
            ngettext("%(n)s person took part", "%(n)s people took part", n) % {"n": n}
            for n in (0, 1, 2, 3, 6, 61)
        ]
    assert said == ["1 lle", "2 le", "3 lle", "12 lle"]
    assert people == [
        "Cymerodd 0 o bobl ran", "Cymerodd 1 person ran", "Cymerodd 2 berson ran",
        "Cymerodd 3 pherson ran", "Cymerodd 6 pherson ran", "Cymerodd 61 o bobl ran",
    ]  # fmt: skip


def test_our_welsh_wins_over_djangos():
    with override("cy"):
        assert gettext("This field is required.") == "Mae angen llenwi hwn."


def test_days_are_said_in_welsh():
    with override("cy"):
        assert day(date(2031, 3, 8)) == "Sadwrn 8 Mawrth 2031"
        assert ago(date(2020, 1, 1)).endswith(" blynedd yn ôl")


# ---- words outside the catalogue -------------------------------------------------------------
def bare_words(template: str) -> list[str]:
    """Return the words of a template that no translation can reach."""
    for hidden in (
        r"\{#.*?#\}",
        r"\{% comment.*?endcomment %\}",
        r"\{% blocktrans(?:late)?\b.*?\{% endblocktrans(?:late)? %\}",
        r"<(?:script|style)\b.*?</(?:script|style)>",
    ):
        template = re.sub(hidden, " ", template, flags=re.S)
    template = re.sub(r"\{% block (?:body_class|main_class) %\}[^{]*\{% endblock %\}", " ", template)
    template = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", template, flags=re.S)
    shown = re.findall(r'\b(?:aria-label|title|alt|placeholder)="([^"]*)"', template)
    texts = [*re.sub(r"<[^>]*>", "\n", template, flags=re.S).split("\n"), *shown]
    return [text.strip() for text in texts if re.search(r"[A-Za-zÀ-ÿ]{2}", text)]


def test_no_template_holds_words_outside_gettext():
    names = {"UPRN", "ha"}  # the same in both languages
    spoken_as_they_are = {"style.html", "500.html"}  # made-up content; both languages at once
    rooms = ["civic", "engagement", "assets_register", "plugins", "themes"]
    found = {
        str(path.relative_to(ROOT)): words
        for room in rooms
        for path in sorted((ROOT / room).rglob("templates/**/*"))
        if path.suffix in {".html", ".txt"} and path.name not in spoken_as_they_are
        if (words := [word for word in bare_words(path.read_text()) if word not in names])
    }
    assert found == {}


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<p>Say it</p>", ["Say it"]),
        ('<a aria-label="Say it">{{ x }}</a>', ["Say it"]),
        ('<p>{% translate "Say it" %}</p>', []),
        ("{% blocktranslate %}Say it{% endblocktranslate %}", []),
    ],
)
def test_bare_words_are_seen(template, words):
    assert bare_words(template) == words


# ---- pages -----------------------------------------------------------------------------------
@pytest.fixture
def conversation(site):
    made = make_conversation(
        site,
        opens_at=datetime(2024, 1, 10, 9, tzinfo=UTC),
        closes_at=datetime(2031, 8, 15, 12, tzinfo=UTC),
        answer_by=date(2031, 10, 4),
    )
    say(made, "Lle i drwsio pethau.")
    return made


def test_home_is_in_welsh_and_leads_on_in_welsh(client, site):
    from engagement.conversations.pages import ConversationsIndexPage

    add_section(site.root_page, ConversationsIndexPage, "Have your say", slug="conversations")
    response = client.get("/cy/")
    html = response.content.decode()
    assert '<html lang="cy"' in html
    assert "Dweud eich dweud" in html
    assert "Have your say" not in html
    assert 'href="/cy/conversations/"' in html
    assert 'href="/conversations/"' not in html
    section = said_in(client.get("/cy/conversations/"))
    assert "Dweud eich dweud" in section
    assert "Have your say" not in section
    assert "Have your say" in said_in(client.get("/conversations/"))


def test_conversation_is_in_welsh_with_welsh_dates(client, conversation):
    response = client.get(f"/cy/conversation/{conversation.uuid}/", follow=True)
    assert response.status_code == 200
    said = said_in(response)
    assert "Beth rydyn ni'n ei addo" in said.replace("&#x27;", "'")
    assert "yn cau: Gwener 15 Awst 2031" in said
    assert "Sadwrn 4 Hydref 2031" in said
    assert "1 person wedi cymryd rhan" in said
    assert not ENGLISH_MONTHS.search(said)
    assert not ENGLISH_DAYS.search(said)
    assert "Say something" not in said


def test_mistake_in_a_form_is_said_in_welsh(client, conversation):
    response = client.post(f"/cy/say/{thread_in(conversation).uuid}/", {"text": ""})
    assert response.status_code == 422
    assert "Ysgrifennwch rywbeth yn gyntaf." in said_in(response)


def test_moderators_reason_is_read_in_the_authors_language(client, conversation):
    from civic.moderation.enums import Action, DecisionReason
    from civic.moderation.services import decide
    from civic.residents.enums import Role
    from tests.factories.residents import RoleGrantFactory

    said = conversation.threads.get().contributions.get()
    grant = RoleGrantFactory(site=conversation.site, role=Role.MODERATOR)
    with override("cy"):  # a Welsh-speaking moderator
        decide(
            grant.user,
            conversation.site,
            f"conversations.contribution:{said.uuid}",
            action=Action.HIDE,
            reason=DecisionReason.SPAM,
        )
    said.refresh_from_db()
    assert said.state_reason == "It was advertising or spam"
    with override("cy"):
        assert why_not(said.state, said.state_reason) == "Cuddiodd cymedrolwr ef. Hysbyseb neu sbam oedd e."
    assert why_not(said.state, "") == "A moderator hid it."


# ---- emails ----------------------------------------------------------------------------------
@pytest.fixture
def olwen(site):
    return ContributorFactory(
        site=site, display_name="Olwen", email="olwen@pellbridge.example", language="cy",
        email_confirmed_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip


def test_email_to_a_welsh_reader_is_in_welsh(site, olwen, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tell(
            olwen,
            kind="projects.called_off",
            once_key="welsh:1",
            context={"title": "Big Pot", "when": "Iau 26 Tachwedd", "why": "", "project_url": ""},
        )
    drain()
    sent = mail.outbox[0]
    assert sent.subject == "Newyddion gan Pellbridge am rywbeth rydych chi wedi ymuno ag ef"
    assert "Helo Olwen," in sent.body
    assert "Mae “Big Pot” (Iau 26 Tachwedd) wedi'i ganslo." in sent.body
    assert "Atal yr e-byst hyn gydag un wasgiad:" in sent.body
    assert "/cy/" in sent.body
    assert "Stop these emails" not in sent.body
    html = sent.alternatives[0][0]
    assert 'lang="cy"' in html
    assert "Read this online" not in html


def test_confirming_an_address_is_asked_in_welsh(site, olwen, django_capture_on_commit_callbacks):
    olwen.email_confirmed_at = None
    olwen.save()
    with django_capture_on_commit_callbacks(execute=True):
        ask_to_confirm(olwen)
    drain()
    assert mail.outbox[0].subject == "Ai eich e-bost chi yw hwn? Hoffai Pellbridge wybod"
    assert "Os chi oedd hynny, agorwch y ddolen hon a gwasgwch y botwm:" in mail.outbox[0].body
