"""Answers on paper: who asked for print and has no email is on the desk's list until it is printed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from civic.notify.models import Message
from civic.notify.printing import mark_printed, message_to_print, put_back, to_print
from civic.notify.services import tell
from civic.record.selectors import told_counts
from civic.residents.enums import Role
from civic.residents.services import grant_role
from civic.tasks.services import drain
from tests.factories.residents import ContributorFactory, UserFactory

WORDS = "The children's room shuts at five."


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
def dawn(site):
    return ContributorFactory(site=site, display_name="Dawn", print_at="Cinder Hill Library", language="cy")


@pytest.fixture
def answer(room, site, heard, answer_to, reachable, dawn):
    """An answer to Dawn, who wants paper; Ifan, who has an email too; Yusuf, who wants nothing."""
    ifan = reachable("Ifan", print_at="Cinder Hill Library")
    yusuf = ContributorFactory(site=site, display_name="Yusuf")
    keys = [room.say(dawn, WORDS), room.say(ifan, "So does the café."), room.say(yusuf, "And the hall.")]
    given = answer_to(site, [heard(keys)])
    drain()
    return given


def test_only_who_asked_and_no_email_reached_is_listed(answer, site, dawn):
    assert [message.contributor for message in to_print(site)] == [dawn]


def test_letter_is_in_their_language_with_their_words(answer, site, at_desk):
    message = to_print(site).get()
    shown = at_desk.get(f"/desk/answers/{message.uuid}/")
    page = shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert '<article class="letter flow" lang="cy">' in page
    assert "The children&#x27;s room shuts at five." in page
    assert "Open until eight on Tuesdays" in page
    assert "café" not in page


def test_list_names_whom_it_is_for_and_tells_a_quarter_of_the_code(answer, at_desk, dawn):
    page = at_desk.get("/desk/answers/").content.decode()
    assert f"For Dawn, whose code begins {dawn.receipt[:4]}." in page
    assert dawn.receipt not in page
    assert "Cinder Hill Library" in page
    assert "Yusuf" not in page
    assert "Ifan" not in page


def test_printed_is_off_the_list_in_the_record_and_can_be_put_back(answer, site, at_desk, dawn, pat):
    message = to_print(site).get()
    before = told_counts(answer)
    assert (before.by_email, before.by_receipt, before.by_print) == (1, 2, 0)
    assert at_desk.post(f"/desk/answers/{message.uuid}/printed/").url == "/desk/answers/"
    message.refresh_from_db()
    assert message.printed_by == pat
    assert not to_print(site).exists()
    after = told_counts(answer)
    assert (after.everyone, after.by_email, after.by_receipt, after.by_print) == (3, 1, 1, 1)
    assert "Put it back on the list" in at_desk.get("/desk/answers/").content.decode()
    at_desk.post(f"/desk/answers/{message.uuid}/printed/", {"do": "put_back"})
    assert to_print(site).get() == message
    assert told_counts(answer) == before


def test_what_was_printed_is_not_emailed_too(answer, site, dawn, pat, mailoutbox):
    from civic.notify.services import send_what_waited

    mark_printed(to_print(site).get(), by=pat)
    assert send_what_waited(dawn) == 0
    put_back(Message.objects.get(contributor=dawn))
    assert send_what_waited(dawn) == 1


@pytest.mark.parametrize("role", [None, Role.MODERATOR, Role.FACILITATOR, Role.BOARD_MEMBER])
def test_nobody_but_a_librarian_sees_or_marks(role, answer, site, client):
    message = to_print(site).get()
    user = UserFactory()
    if role:
        grant_role(user, site, role)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/desk/answers/{message.uuid}/"
    assert client.get("/desk/answers/").status_code == 403
    assert client.get(address).status_code == 403
    assert client.post(f"{address}printed/").status_code == 403
    client.logout()
    assert client.get("/desk/answers/").url == "/accounts/login/?next=/desk/answers/"
    assert client.get(address).url == f"/accounts/login/?next={address}"
    assert client.post(f"{address}printed/").status_code == 403
    message.refresh_from_db()
    assert message.printed_at is None


def test_other_places_letters_are_neither_listed_nor_opened(at_desk, site, other_site, room):
    theirs = ContributorFactory(site=other_site, display_name="Owen", print_at="Otherham Library")
    message = tell(
        theirs,
        kind="residents.confirm_email",
        once_key="theirs",
        context={"token": "x"},
    )
    Message.objects.filter(pk=message.pk).update(in_app=True, title="Otherham answered")
    assert message_to_print(other_site, message.uuid) == message
    page = at_desk.get("/desk/answers/").content.decode()
    assert "Otherham" not in page
    assert at_desk.get(f"/desk/answers/{message.uuid}/").status_code == 404
    assert at_desk.post(f"/desk/answers/{message.uuid}/printed/").status_code == 404


def test_letters_of_who_was_erased_or_asked_for_nothing_cannot_be_opened(answer, site, at_desk, dawn):
    message = to_print(site).get()
    others = Message.objects.exclude(pk=message.pk)
    assert {at_desk.get(f"/desk/answers/{one.uuid}/").status_code for one in others} == {404}
    dawn.erased_at = timezone.now()
    dawn.save()
    assert at_desk.get(f"/desk/answers/{message.uuid}/").status_code == 404


def test_empty_list_says_what_comes_here(at_desk):
    assert "Nothing waits to be printed" in at_desk.get("/desk/answers/").content.decode()


def test_list_costs_the_same_for_many(answer, site, at_desk, dawn):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            at_desk.get("/desk/answers/")
        return len(queries)

    cost()
    few = cost()
    kept = to_print(site).get()
    for n in range(40):
        person = ContributorFactory(site=site, print_at="Cinder Hill Library")
        kept.pk, kept.uuid, kept.once_key = None, person.uuid, f"many-{n}"
        kept.contributor, kept._state.adding = person, True
        kept.save()
    assert cost() == few
