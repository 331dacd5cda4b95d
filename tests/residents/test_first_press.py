"""A newcomer's several first presses are one person's, though no cookie says so yet."""

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client

from civic.residents.models import Contributor
from civic.residents.services import ensure_contributor, remember_guest

pytestmark = pytest.mark.django_db


@pytest.fixture
def press(rf, site):
    """Make a request by a browser that has the cookie guarding forms, and no other."""
    from django.contrib.auth.models import AnonymousUser

    def make(guard):
        request = rf.post("/")
        request.user = AnonymousUser()
        if guard:
            request.COOKIES[settings.CSRF_COOKIE_NAME] = guard
        return request

    return make


def guard():
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    get_token(request)
    return request.META["CSRF_COOKIE"]


def test_second_first_press_is_the_same_person(press, site):
    mine = guard()
    first = ensure_contributor(press(mine), site, display_name="Dawn")
    second = ensure_contributor(press(mine), site)
    assert (first.pk, second.display_name) == (second.pk, "Dawn")
    assert Contributor.objects.filter(site=site).count() == 1


def test_another_browser_and_another_place_are_other_people(press, site, other_site):
    mine = guard()
    first = ensure_contributor(press(mine), site)
    others = [
        ensure_contributor(press(guard()), site),
        ensure_contributor(press(mine), other_site),
        ensure_contributor(press(""), site),
        ensure_contributor(press(""), site),
    ]
    assert len({first.pk, *(one.pk for one in others)}) == 5
    assert others[1].site_id == other_site.pk


def test_an_account_or_an_erased_record_is_never_taken_up_again(press, site, django_user_model):
    mine = guard()
    first = ensure_contributor(press(mine), site)
    first.user = django_user_model.objects.create_user(email="dawn@example.org")
    first.save()
    assert ensure_contributor(press(mine), site).pk != first.pk


def test_forgetting_on_a_shared_screen_parts_the_next_person(site):
    browser = Client(enforce_csrf_checks=True)
    browser.get("/my-voice/")
    before = browser.cookies[settings.CSRF_COOKIE_NAME].value
    contributor = Contributor.objects.create(site=site)
    answer = HttpResponse()
    remember_guest(answer, contributor, secure=False)
    browser.cookies.update(answer.cookies)
    browser.post("/my-voice/forget/", {"csrfmiddlewaretoken": before})
    assert browser.cookies[settings.CSRF_COOKIE_NAME].value != before
