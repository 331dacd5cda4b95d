"""The desk: a librarian writes it down for somebody, and the screen forgets them."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from civic.places.models import PlaceSettings
from civic.residents.enums import Role
from civic.residents.models import Consent, Contributor, User
from civic.residents.services import grant_role, revoke_role
from civic.tasks.services import drain
from engagement.conversations import rules, services
from engagement.conversations.enums import State
from engagement.conversations.launching import mark_answered
from engagement.conversations.models import Contribution, Participation
from engagement.conversations.offline import Entry, NotTheirDesk, write_down
from engagement.conversations.selectors import people_by_how
from tests.factories.conversations import make_conversation, say, thread_in
from tests.factories.residents import ContributorFactory, UserFactory

WORDS = "The children’s room shuts at five.\nI finish at half past."


@pytest.fixture
def pat(site):
    user = UserFactory(first_name="Pat")
    grant_role(user, site, Role.LIBRARIAN)
    return user


@pytest.fixture
def at_desk(client, pat):
    client.force_login(pat, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def typed(conversation):
    """Return what is typed for one person, with changes."""

    def form(**changes):
        return {
            "client_key": uuid.uuid4().hex,
            "thread": str(thread_in(conversation).uuid),
            "how": "paper",
            "where": "Cinder Hill Library",
            "said_on": timezone.localdate().isoformat(),
            "text": WORDS,
            "shown_as": "Dawn",
            "language": "en",
            "read_back": "on",
            "agrees": "on",
            **changes,
        }

    return form


def words_of(response):
    return response.content.decode()


def refused(browser, form):
    """Send a form that cannot be kept; return the page it is shown on again."""
    answer = browser.post("/desk/", form)
    assert (answer.status_code, answer.url) == (302, "/desk/"), "nothing sent may stay in the history"
    return browser.get("/desk/")


def test_words_are_kept_with_how_where_who_entered_them_and_a_consent(at_desk, typed, pat, conversation):
    answer = at_desk.post("/desk/", typed())
    assert (answer.status_code, answer.url) == (302, "/desk/receipt/")
    said = Contribution.objects.get()
    assert (said.text, said.said_how, said.said_where) == (WORDS, "paper", "Cinder Hill Library")
    assert (said.entered_by, said.conversation, said.state) == (pat, conversation, State.PUBLISHED)
    who = said.contributor
    assert (who.display_name, who.user, who.email, who.print_at) == ("Dawn", None, "", "")
    consent = Consent.objects.get()
    assert (consent.contributor, consent.purpose) == (who, "publish_words")
    assert consent.how == "on paper, read back"
    assert consent.wording == (
        "Everybody can read my words here, with the name I give, and how and where I said them."
    )
    assert "jb_guest" not in answer.cookies


def test_words_show_as_said_on_paper(at_desk, typed, page):
    at_desk.post("/desk/", typed())
    shown = words_of(Client().get(page.url))
    assert 'class="contribution__how">on paper, <span dir="auto">Cinder Hill Library</span>' in shown


def test_everybody_is_counted_apart_and_together(at_desk, typed, conversation, page):
    online = ContributorFactory(site=conversation.site)
    heard = say(conversation, contributor=online)
    say(conversation, "And a kiosk.", contributor=online)
    for how in ("paper", "desk", "desk", "phone"):
        at_desk.post("/desk/", typed(how=how))
    services.nod(heard, Contribution.objects.filter(said_how="phone").get().contributor)
    conversation.refresh_from_db()
    apart = people_by_how(conversation)
    assert apart == [("online", 1), ("on paper", 1), ("at a desk", 2), ("by phone", 1)]
    assert sum(people for _way, people in apart) == conversation.people_count == 5
    shown = words_of(Client().get(page.url))
    assert "<b>5</b> people have taken part." in shown
    assert "<span>2 at a desk</span>" in shown


def test_nothing_is_told_apart_where_all_spoke_online(conversation):
    say(conversation)
    assert people_by_how(conversation) == []


@pytest.mark.parametrize(
    "role", [None, *(role for role in Role if role not in {Role.LIBRARIAN, Role.PLACE_ADMINISTRATOR})]
)
def test_nobody_but_a_librarian_opens_or_enters(role, client, site, typed):
    user = UserFactory()
    if role:
        grant_role(user, site, role)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert [client.get(path).status_code for path in ("/desk/", "/desk/receipt/")] == [403, 403]
    assert refused(client, typed()).status_code == 403
    assert Contributor.objects.count() == Contribution.objects.count() == 0


def test_service_refuses_who_is_no_librarian_and_keeps_nobody(conversation, other_site):
    elsewhere = UserFactory()
    grant_role(elsewhere, other_site, Role.LIBRARIAN)
    entry = Entry(
        text=WORDS, how="desk", where="Here", said_at=timezone.now(), client_key="k", email="d@x.example"
    )
    with pytest.raises(NotTheirDesk, match="You are not a librarian of this place"):
        write_down(thread_in(conversation), entry, by=elsewhere)
    assert Contributor.objects.count() == 0


def test_stranger_is_led_to_sign_in(client, site):
    assert client.get("/desk/").url == "/accounts/login/?next=/desk/"


def test_librarian_of_another_place_cannot_open_or_enter(client, other_site, typed):
    user = UserFactory()
    grant_role(user, other_site, Role.LIBRARIAN)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/desk/").status_code == 403
    assert refused(client, typed()).status_code == 403
    assert Contribution.objects.count() == 0


def test_other_places_conversations_are_neither_listed_nor_taken(at_desk, typed, other_site):
    theirs = make_conversation(other_site, question="What about Otherham?")
    assert "Otherham" not in words_of(at_desk.get("/desk/"))
    answer = refused(at_desk, typed(thread=str(thread_in(theirs).uuid)))
    assert "Otherham" not in words_of(answer)
    assert Contribution.objects.count() == 0


def test_drafts_and_answered_conversations_are_not_listed(at_desk, site, conversation):
    make_conversation(site, question="A draft?", opened=False)
    mark_answered(make_conversation(site, question="Over?"))
    shown = words_of(at_desk.get("/desk/"))
    assert conversation.question in shown
    assert "A draft?" not in shown
    assert "Over?" not in shown


def closed(conversation, *, days_ago):
    """Close a conversation some days ago, and return that day."""
    at = timezone.now() - timedelta(days=days_ago)
    times = {"opens_at": at - timedelta(days=20), "closes_at": at, "status": "closed"}
    type(conversation).objects.filter(pk=conversation.pk).update(**times)
    return timezone.localdate(at)


def test_paper_that_comes_back_late_is_written_down_for_four_weeks(at_desk, typed, conversation):
    day = closed(conversation, days_ago=27)
    assert f"closed, for what was said by {date_format(day)}" in words_of(at_desk.get("/desk/"))
    answer = at_desk.post("/desk/", typed(said_on=day.isoformat()))
    assert answer.status_code == 302
    said = Contribution.objects.get()
    assert (said.text, timezone.localdate(said.said_at), said.state) == (WORDS, day, State.PUBLISHED)
    conversation.refresh_from_db()
    assert (conversation.people_count, conversation.contribution_count) == (1, 1)


def test_what_was_said_after_the_last_day_is_refused_with_the_words_kept(at_desk, typed, conversation):
    day = closed(conversation, days_ago=3)
    answer = refused(at_desk, typed(said_on=(day + timedelta(days=1)).isoformat()))
    shown = words_of(answer)
    assert f"closed on {date_format(day)}. Only what was said by then can still be written down." in shown
    assert "I finish at half past." in shown
    assert not Contribution.objects.exists()
    assert not Contributor.objects.exists()


def test_four_weeks_after_closing_nothing_more_is_taken(at_desk, typed, conversation, pat):
    day = closed(conversation, days_ago=29)
    assert conversation.question not in words_of(at_desk.get("/desk/"))
    entry = Entry(
        text=WORDS,
        how="paper",
        where="Library",
        client_key="late",
        said_at=timezone.now() - timedelta(days=30),
    )
    with pytest.raises(rules.NotOpen):
        write_down(thread_in(conversation), entry, by=pat)
    refused(at_desk, typed(said_on=day.isoformat()))
    assert not Contribution.objects.exists()


def test_nobody_speaks_online_in_what_only_takes_paper(conversation):
    closed(conversation, days_ago=1)
    conversation.refresh_from_db()
    assert (conversation.takes_words, conversation.takes_paper) == (False, True)
    with pytest.raises(rules.NotOpen):
        say(conversation)


def test_role_taken_away_meanwhile_is_said_and_the_words_stay(at_desk, typed, pat, site):
    at_desk.get("/desk/")
    revoke_role(pat, site, Role.LIBRARIAN)
    answer = refused(at_desk, typed(answer_to="dawn@pellbridge.example"))
    shown = words_of(answer)
    assert answer.status_code == 403
    assert "You are not a librarian of this place, or no longer. Nothing was kept" in shown
    assert "The children’s room shuts at five.\nI finish at half past.</textarea>" in shown
    assert 'value="Dawn"' in shown
    assert 'value="dawn@pellbridge.example"' in shown
    assert Contributor.objects.count() == 0
    grant_role(pat, site, Role.LIBRARIAN)
    assert at_desk.post("/desk/", typed()).url == "/desk/receipt/"


def test_signed_out_meanwhile_shows_a_stranger_nothing_and_who_signs_in_the_words(at_desk, typed, pat):
    at_desk.logout()
    at_desk.post("/desk/", typed())
    led = at_desk.get("/desk/")
    assert led.url == "/accounts/login/?next=/desk/"
    asked = words_of(at_desk.get(led.url))
    assert "You are signed out. Sign in within ten minutes, and the words are here again." in asked
    assert "children" not in asked
    at_desk.force_login(pat, backend="django.contrib.auth.backends.ModelBackend")
    shown = words_of(at_desk.get("/desk/"))
    assert "You were signed out. Nothing was kept yet" in shown
    assert "I finish at half past.</textarea>" in shown
    assert Contribution.objects.count() == 0
    assert "children" not in words_of(at_desk.get("/desk/")), "shown once"


def forgotten_by_next_person(browser):
    browser.post("/desk/next/")


def forgotten_by_signing_out(browser):
    browser.post("/accounts/logout/")
    browser.force_login(
        User.objects.get(first_name="Pat"), backend="django.contrib.auth.backends.ModelBackend"
    )


def forgotten_after_ten_minutes(browser):
    session = browser.session
    session["desk_typed"] |= {"at": timezone.now().timestamp() - 601}
    session.save()


def forgotten_once_shown(browser):
    assert "children" in words_of(browser.get("/desk/"))


@pytest.mark.parametrize(
    "forget",
    [
        forgotten_by_next_person,
        forgotten_by_signing_out,
        forgotten_after_ten_minutes,
        forgotten_once_shown,
    ],
)
def test_what_was_refused_is_forgotten(forget, at_desk, typed):
    at_desk.post("/desk/", typed(read_back="", answer_to="dawn@pellbridge.example"))
    forget(at_desk)
    shown = words_of(at_desk.get("/desk/"))
    for theirs in ("children", "Dawn", "dawn@"):
        assert theirs not in shown


@pytest.fixture
def strict(pat):
    """Return a librarian's browser whose forms need a token, and how it sends one."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(pat, backend="django.contrib.auth.backends.ModelBackend")

    def send(path, **fields):
        return browser.post(path, fields, headers={"origin": "http://testserver"})

    browser.send = send
    return browser


def token_in(response):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', words_of(response))[1]


def test_form_whose_token_has_gone_is_shown_again_and_kept_when_sent_again(strict, typed):
    form = typed()
    assert strict.send("/desk/", **form, csrfmiddlewaretoken="x" * 64).url == "/desk/"
    shown = strict.get("/desk/")
    assert "The page had been open a long time. Nothing was kept yet" in words_of(shown)
    assert "I finish at half past.</textarea>" in words_of(shown)
    assert Contribution.objects.count() == 0
    assert strict.send("/desk/", **form, csrfmiddlewaretoken=token_in(shown)).url == "/desk/receipt/"


def test_form_sent_again_with_a_token_that_has_gone_shows_nothing_of_the_last(strict, typed):
    token, wrong = token_in(strict.get("/desk/")), typed(read_back="", answer_to="dawn@pellbridge.example")
    strict.send("/desk/", **wrong, csrfmiddlewaretoken=token)
    strict.get("/desk/")
    strict.send("/desk/", **{**wrong, "read_back": "on"}, csrfmiddlewaretoken=token)
    strict.send("/desk/next/", csrfmiddlewaretoken=token)
    strict.send("/desk/", **wrong, csrfmiddlewaretoken=token)
    again = words_of(strict.get("/desk/", follow=True))
    assert "That was kept already, and this screen has forgotten it." in again
    strict.post("/desk/", {**wrong, "csrfmiddlewaretoken": token}, headers={"origin": "http://evil.example"})
    for shown in (again, words_of(strict.get("/desk/"))):
        for theirs in ("children", "Dawn", "dawn@"):
            assert theirs not in shown
    assert Contribution.objects.count() == 1


def test_no_address_of_the_desk_gives_back_what_was_typed_where_the_token_has_gone(strict):
    answer = strict.send("/desk/next/", text="The children’s room.", csrfmiddlewaretoken="x" * 64)
    assert answer.status_code == 403
    assert "children" not in words_of(answer)
    elsewhere = strict.send("/my-voice/settings/", text="The children’s room.", csrfmiddlewaretoken="x" * 64)
    assert "children" in words_of(elsewhere), "everywhere else nothing typed is lost"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": "  "}, "Write something first."),
        ({"text": "x" * 5001}, "1 character too long"),
        ({"where": ""}, "Say where it was said"),
        ({"read_back": ""}, "Read the words back to them first, then tick this."),
        ({"agrees": ""}, "Without their yes the words cannot be kept."),
        ({"thread": ""}, "Choose the conversation."),
        ({"how": "online"}, "Select a valid choice."),
        ({"said_on": "2999-01-01"}, "That day is still to come."),
        ({"said_on": "1999-01-01"}, "more than a year ago"),
        ({"answer_to": "dawn"}, "That does not look like an email."),
        ({"code": "0000-0000-0000"}, "We do not know this code here."),
        ({"code": "<script>"}, "We do not know this code here."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(changes, said, at_desk, typed):
    shown = words_of(refused(at_desk, typed(**changes)))
    assert said in shown
    assert 'value="Dawn"' in shown
    assert "<script>" not in shown.replace('<script type="module"', "")
    assert Contributor.objects.count() == Contribution.objects.count() == 0


def test_no_page_of_the_desk_may_be_kept_or_filled_in_by_the_browser(at_desk, typed):
    shown = at_desk.get("/desk/")
    at_desk.post("/desk/", typed())
    receipt = at_desk.get("/desk/receipt/")
    for answer in (shown, receipt, refused(at_desk, typed(text=""))):
        assert "no-store" in answer["Cache-Control"]
        assert "forget-screen" in words_of(answer)
    form = words_of(shown)
    assert "data-draft=" not in form
    assert "data-no-drafts" in form
    assert form.count('autocomplete="off"') >= 13


def test_where_and_how_stay_for_the_next_person_and_nothing_of_the_last(at_desk, typed, site):
    make_conversation(site, question="Another?")
    at_desk.post("/desk/", typed(answer_to="dawn@pellbridge.example", print_answer="on", desk="Front desk"))
    at_desk.post("/desk/next/")
    shown = words_of(at_desk.get("/desk/"))
    assert 'value="Cinder Hill Library"' in shown
    assert 'value="Front desk"' in shown
    assert '<option value="paper" selected>' in shown
    assert shown.count(" selected>") == 3  # conversation, how, language
    for theirs in ("Dawn", "children", "dawn@", " checked"):
        assert theirs not in shown
    assert "autofocus" in shown[shown.index("<textarea") : shown.index("</textarea>")]


def test_receipt_shows_the_code_as_letters_and_picture_until_the_next_person(at_desk, typed):
    at_desk.post("/desk/", typed())
    code = Contributor.objects.get().receipt
    shown = words_of(at_desk.get("/desk/receipt/"))
    assert code in shown
    assert "<svg" in shown[shown.index("slip__picture") :]
    assert "You said on" in shown
    assert at_desk.post("/desk/next/").url == "/desk/"
    after = words_of(at_desk.get("/desk/receipt/"))
    assert "This screen has forgotten them" in after
    assert code not in after
    assert "children" not in after


def test_receipt_is_put_away_by_itself_after_ten_minutes(at_desk, typed):
    at_desk.post("/desk/", typed())
    session = at_desk.session
    session["desk_receipt"] |= {"at": timezone.now().timestamp() - 601}
    session.save()
    assert "This screen has forgotten them" in words_of(at_desk.get("/desk/receipt/"))


def test_receipt_is_not_shown_to_another_librarian_on_the_same_browser(at_desk, typed, site):
    at_desk.post("/desk/", typed())
    kept = at_desk.session["desk_receipt"]
    other = UserFactory()
    grant_role(other, site, Role.LIBRARIAN)
    at_desk.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    session = at_desk.session
    session["desk_receipt"] = kept
    session.save()
    assert "This screen has forgotten them" in words_of(at_desk.get("/desk/receipt/"))


def test_receipt_is_in_their_language_and_in_large_print_when_asked(at_desk, typed):
    at_desk.post("/desk/", typed(language="cy"))
    welsh = words_of(at_desk.get("/desk/receipt/"))
    assert '<article class="slip" lang="cy"' in welsh
    assert "/cy/my-voice/open/" in welsh
    english = words_of(at_desk.get("/desk/receipt/?lang=en&large=1"))
    assert '<article class="slip slip--large" lang="en"' in english
    assert '<article class="slip" lang="en"' in words_of(at_desk.get("/desk/receipt/?lang=xx"))


def test_receipt_in_welsh_is_welsh_from_the_place_to_where_it_was_printed(at_desk, typed, site):
    PlaceSettings.objects.update_or_create(
        site=site, defaults={"name": "Pellbridge", "name_cy": "Pont-y-pell"}
    )
    at_desk.post("/desk/", typed(language="cy"))
    welsh, english = (words_of(at_desk.get(f"/desk/receipt/{query}")) for query in ("", "?lang=en"))
    assert '<p class="slip__place">Pont-y-pell</p>' in welsh
    assert '<p class="slip__place">Pellbridge</p>' in english
    printed = [re.search(r'<p class="printed"[^>]*>([^<]*)', page)[1] for page in (welsh, english)]
    with override("cy"):
        assert printed[0].startswith(gettext("Printed from %(host)s") % {"host": "testserver"})
    assert printed[1].startswith("Printed from testserver")
    assert not printed[0].startswith("Printed from")


def test_same_form_sent_twice_is_one_person_with_one_receipt(at_desk, typed):
    form = typed()
    assert at_desk.post("/desk/", form).url == at_desk.post("/desk/", form).url == "/desk/receipt/"
    assert Contributor.objects.count() == Contribution.objects.count() == 1


def test_form_sent_again_after_the_next_person_shows_nothing_of_the_last(at_desk, typed):
    form = typed()
    at_desk.post("/desk/", form)
    at_desk.post("/desk/next/")
    answer = at_desk.post("/desk/", form, follow=True)
    assert answer.redirect_chain == [("/desk/", 302)]
    assert "That was kept already, and this screen has forgotten it." in words_of(answer)
    assert "children" not in words_of(answer)
    assert Contribution.objects.count() == 1


def test_who_has_a_code_speaks_again_under_it_and_counts_once(at_desk, typed, conversation):
    at_desk.post("/desk/", typed())
    dawn = Contributor.objects.get()
    at_desk.post("/desk/", typed(code=dawn.receipt.lower(), how="desk", text="And Saturdays."))
    assert Contributor.objects.get() == dawn
    assert dawn.contributions.count() == 2
    assert Participation.objects.get().how == "paper"


def test_code_of_another_place_is_unknown_at_the_desk(at_desk, typed, other_site):
    answer = refused(at_desk, typed(code=ContributorFactory(site=other_site).receipt))
    assert "We do not know this code here." in words_of(answer)


def test_guessing_codes_at_the_desk_ends_and_tells_no_code_apart(at_desk, typed, site):
    mine = ContributorFactory(site=site)
    for _n in range(30):
        at_desk.post("/desk/", typed(code="0000-0000-0000"))
    answer = refused(at_desk, typed(code=mine.receipt))
    assert "We do not know this code here." in words_of(answer)
    assert Contribution.objects.count() == 0


def test_too_many_in_a_short_time_are_refused_with_their_words(at_desk, typed, monkeypatch):
    monkeypatch.setattr("engagement.conversations.desk_views.ENTER_LIMIT", 2)
    for _n in range(2):
        assert at_desk.post("/desk/", typed()).url == "/desk/receipt/"
    answer = refused(at_desk, typed())
    assert "The words are kept here: try again in ten minutes." in words_of(answer)
    assert "I finish at half past.</textarea>" in words_of(answer)


def test_an_email_given_is_asked_whether_it_is_theirs(at_desk, typed):
    at_desk.post("/desk/", typed(answer_to="Dawn@Pellbridge.example"))
    drain()
    assert [message.to for message in mail.outbox] == [["dawn@pellbridge.example"]]
    assert sorted(Consent.objects.values_list("purpose", flat=True)) == ["email_answer", "publish_words"]
    receipt = words_of(at_desk.get("/desk/receipt/"))
    assert "We have sent you an email." in receipt
    assert "dawn@" not in receipt.lower()


@pytest.mark.parametrize(("desk", "waits_at"), [("", "Cinder Hill Library"), ("Front desk", "Front desk")])
def test_asking_for_print_keeps_where_it_is_fetched(desk, waits_at, at_desk, typed):
    at_desk.post("/desk/", typed(print_answer="on", desk=desk))
    assert Contributor.objects.get().print_at == waits_at
    assert f"Fetch it here: {waits_at}." in words_of(at_desk.get("/desk/receipt/"))


def test_words_said_on_an_earlier_day_are_dated_so(at_desk, typed):
    day = timezone.localdate() - timedelta(days=3)
    at_desk.post("/desk/", typed(said_on=day.isoformat()))
    said = Contribution.objects.get()
    assert timezone.localtime(said.said_at).date() == day
    assert said.posted_at.date() == timezone.now().date()


def test_held_words_say_so_on_the_receipt(at_desk, typed, site, conversation):
    conversation.hold_posts = True
    conversation.save()
    at_desk.post("/desk/", typed())
    assert Contribution.objects.get().state == State.HELD
    assert "A person reads it before it is shown." in words_of(at_desk.get("/desk/receipt/"))


def test_desk_without_an_open_conversation_says_so(at_desk, site):
    assert "No conversation is open" in words_of(at_desk.get("/desk/"))


def test_desk_costs_the_same_for_many_conversations(at_desk, site, conversation):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            at_desk.get("/desk/")
        return len(queries)

    cost()
    few = cost()
    for n in range(30):
        make_conversation(site, question=f"Number {n}?")
    assert cost() == few


def test_opening_the_desk_forgets_whose_page_was_open(at_desk, typed):
    at_desk.post("/desk/", typed())
    at_desk.post("/my-voice/open/", {"code": Contributor.objects.get().receipt})
    assert "children" in words_of(at_desk.get("/my-voice/"))
    at_desk.get("/desk/")
    assert "children" not in words_of(at_desk.get("/my-voice/"))


def test_dashboard_and_menu_lead_librarians_to_the_desk_and_nobody_else(at_desk, site):
    home = words_of(at_desk.get("/admin/"))
    assert "Nothing waits to be printed." in home
    assert '"url": "/desk/"' in home
    sam = UserFactory()
    grant_role(sam, site, Role.MODERATOR)
    at_desk.force_login(sam, backend="django.contrib.auth.backends.ModelBackend")
    home = words_of(at_desk.get("/admin/"))
    assert "/desk/" not in home
