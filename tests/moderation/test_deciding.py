"""Hidden with a reason, gone at once, the author told, and somebody else looks again."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from civic.moderation.models import Decision, Report
from civic.moderation.services import (
    NotPossible,
    appeal_token,
    ask_again,
    decide,
    decide_appeal,
    decision_for_appeal,
    report,
)
from civic.record.enums import WordsState
from civic.record.sources import resolve_words
from civic.residents.enums import Role
from civic.tasks.services import drain


def hide(user, site, key, **more):
    return decide(user, site, key, **{"action": "hide", "reason": "unkind", **more})


def test_hiding_takes_the_words_off_everything_and_tells_the_author(room, words, sam, site):
    report(site, words, reason="unkind")
    report(site, words, reason="other")
    hide(sam, site, words, words="Please leave out the names.")
    assert resolve_words([words])[words].text == ""
    assert Report.objects.filter(decision=None).count() == 0
    drain()
    (email,) = mail.outbox
    assert email.to == ["dawn@pellbridge.example"]
    assert email.subject == "News from Pellbridge about something you said"
    assert "“The Steps are dark and I fell”" in email.body
    assert "Why: It was unkind or threatening." in email.body
    assert "“Please leave out the names.”" in email.body
    assert "http://testserver/another-look/" in email.body


def test_another_places_moderator_may_not(room, words, site, other_site, person):
    outsider = person(place=other_site)
    with pytest.raises(PermissionDenied):
        hide(outsider, site, words)
    with pytest.raises(LookupError):
        hide(outsider, other_site, words)
    assert resolve_words([words])[words].state == WordsState.PUBLISHED
    assert Decision.objects.count() == 0


@pytest.mark.parametrize("role", [Role.LIBRARIAN, Role.FACILITATOR, Role.BOARD_MEMBER])
def test_other_roles_may_not(room, words, site, person, role):
    with pytest.raises(PermissionDenied):
        hide(person(role), site, words)


def test_second_moderator_a_moment_later_is_told_so(room, words, site, sam, person):
    hide(sam, site, words)
    with pytest.raises(NotPossible):
        hide(person(), site, words)
    assert Decision.objects.count() == 1


def test_reason_that_does_not_go_with_the_action_is_refused(room, words, site, sam):
    with pytest.raises(ValueError, match="reason"):
        hide(sam, site, words, reason="fine")
    assert resolve_words([words])[words].state == WordsState.PUBLISHED


def test_held_post_is_released_or_rejected(room, dawn, site, sam):
    first, second = (room.say(dawn, text, WordsState.HELD) for text in ("Fine words", "Buy my lamps"))
    decide(sam, site, first, action="release", reason="fine")
    decide(sam, site, second, action="reject", reason="spam")
    found = resolve_words([first, second])
    assert [found[first].state, found[second].state] == [WordsState.PUBLISHED, WordsState.REJECTED]
    drain()
    assert ["was not published" in one.body or "did not publish" in one.body for one in mail.outbox] == [True]


# ---- another look ------------------------------------------------------------------------------
def test_another_moderator_looks_again_and_undoes_it(room, words, site, sam, person):
    appeal = ask_again(hide(sam, site, words), "I named nobody.")
    with pytest.raises(PermissionDenied):
        decide_appeal(sam, appeal, stands=False, reason="mistake")
    decide_appeal(person(), appeal, stands=False, reason="mistake", words="Sorry, Dawn.")
    assert resolve_words([words])[words].text == "The Steps are dark and I fell"
    drain()
    assert [one.to for one in mail.outbox] == [["dawn@pellbridge.example"]] * 2
    assert "Everybody can read this now." in mail.outbox[1].body
    assert "“Sorry, Dawn.”" in mail.outbox[1].body


def test_first_decision_can_stand_and_the_author_is_told(room, words, site, sam, person):
    appeal = ask_again(hide(sam, site, words), "")
    decide_appeal(person(), appeal, stands=True, reason="unkind")
    assert resolve_words([words])[words].state == WordsState.HIDDEN
    drain()
    assert "The first decision stays." in mail.outbox[1].body
    with pytest.raises(NotPossible):
        decide_appeal(person(), appeal, stands=False, reason="mistake")


def test_another_places_moderator_may_not_look_again(room, words, site, other_site, sam, person):
    appeal = ask_again(hide(sam, site, words), "")
    with pytest.raises(PermissionDenied):
        decide_appeal(person(place=other_site), appeal, stands=False, reason="mistake")


def test_asking_twice_is_asking_once(room, words, site, sam):
    decision = hide(sam, site, words)
    assert ask_again(decision, "a").pk == ask_again(decision, "b").pk


def test_link_works_only_in_its_place(room, words, site, other_site, sam):
    token = appeal_token(hide(sam, site, words))
    assert decision_for_appeal(site, token) is not None
    assert decision_for_appeal(other_site, token) is None
    assert decision_for_appeal(site, "x" + token) is None
