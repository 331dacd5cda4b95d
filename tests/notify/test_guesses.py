"""A receipt code guessed ten thousand times: refused, and no code told apart from another."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from civic.notify import voice_views
from civic.places.context import site_context
from civic.residents.enums import Role
from civic.residents.services import grant_role
from tests.factories.residents import ContributorFactory, UserFactory

GUESSES = 10_000


@pytest.fixture
def guess(site, monkeypatch):
    """Return how one address is answered, and what was looked up; pages are not drawn for speed."""
    looked_up = []
    real = voice_views.contributor_by_receipt

    def look(site, code):
        looked_up.append(code)
        return real(site, code)

    def draw(request, template, context, status=200):
        return HttpResponse(str(context["form"].errors.as_data()), status=status)

    monkeypatch.setattr(voice_views, "contributor_by_receipt", look)
    monkeypatch.setattr(voice_views, "render", draw)
    factory = RequestFactory()

    def press(code, address="192.0.2.1", user=None):
        request = factory.post("/my-voice/open/", {"code": code}, REMOTE_ADDR=address)
        request.user = user or AnonymousUser()
        with site_context(site):
            answer = voice_views.open_voice(request)
        return answer.status_code, answer.content.decode(), dict(answer.cookies)

    press.looked_up = looked_up
    return press


def test_ten_thousand_guesses_try_thirty_codes_and_a_right_one_looks_like_a_wrong_one(guess, site):
    dawn = ContributorFactory(site=site)
    seen = [guess(f"{n:012}")[:2] for n in range(GUESSES)]
    assert len(guess.looked_up) == 30
    assert [status for status, _words in seen].count(429) == GUESSES - 30
    assert len({words for status, words in seen if status == 422}) == 1
    wrong, right = guess("ZZZZ-ZZZZ-ZZZZ"), guess(dawn.receipt)
    assert wrong == right
    assert (right[0], right[2]) == (429, {})
    assert len(guess.looked_up) == 30
    assert guess(dawn.receipt, address="192.0.2.2")[0] == 302  # nobody else is kept out


def test_guesser_on_the_librarys_network_shuts_no_librarian_out_and_a_librarian_guesses_no_more(
    guess, site, other_site
):
    dawn = ContributorFactory(site=site)
    pat, elsewhere = UserFactory(), UserFactory()
    grant_role(pat, site, Role.LIBRARIAN)
    grant_role(elsewhere, other_site, Role.LIBRARIAN)
    for n in range(31):
        guess(f"{n:012}")
    assert guess(dawn.receipt)[0] == guess(dawn.receipt, user=elsewhere)[0] == 429
    assert guess(dawn.receipt, user=pat)[0] == 302
    seen = [guess(f"{n:012}", user=pat)[0] for n in range(100)]
    assert seen.count(422) == 29
    assert guess(dawn.receipt, user=pat)[0] == 429
    assert guess(dawn.receipt, address="192.0.2.2", user=pat)[0] == 429, "wherever they sit"
