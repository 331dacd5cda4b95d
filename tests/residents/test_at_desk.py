"""A librarian's name and PIN open the desk on an authorised computer, and nothing else anywhere."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user
from django.test import Client
from django.utils import timezone

from civic.residents import machines
from civic.residents.at_desk import MACHINE_COOKIE
from civic.residents.enums import Role
from civic.residents.machines import set_pin
from civic.residents.models import DeskMachine, DeskPin, DeskSettings
from civic.residents.services import GUEST_COOKIE, grant_role, revoke_role
from tests.factories.residents import ContributorFactory, UserFactory

PIN, NEW_PIN = "480913", "275086"
NOT_SET_UP = "This computer is not set up for PINs"


def words_of(response):
    return response.content.decode()


def librarian_at(place, first_name, pin=PIN):
    user = UserFactory(first_name=first_name, last_name="Okafor")
    grant_role(user, place, Role.LIBRARIAN)
    if pin:
        set_pin(user, pin, first_name=first_name)
    return user


@pytest.fixture(autouse=True)
def _quick_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def pat(site):
    return librarian_at(site, "Pat")


def authorise(user, host="testserver", name="Front desk"):
    """Return a browser that this librarian made a desk computer of."""
    browser = Client(SERVER_NAME=host)
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    response = browser.post("/desk/this-computer/", {"name": name})
    assert (response.status_code, response.url) == (302, "/desk/sign-in/")
    return browser


@pytest.fixture
def machine(pat):
    return authorise(pat)


def open_desk(browser, user, pin=PIN, **more):
    return browser.post("/desk/sign-in/", {"who": str(user.desk_pin.uuid), "pin": pin, **more})


# ---- setting up ----------------------------------------------------------------------------------
def test_authorising_signs_out_and_leaves_a_cookie_no_script_reads(site, machine, pat):
    kept = DeskMachine.objects.get()
    assert (kept.site, kept.name, kept.authorised_by, kept.last_used_at) == (site, "Front desk", pat, None)
    cookie = machine.cookies[MACHINE_COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["domain"], cookie["max-age"]) == (
        True,
        "Lax",
        "",
        400 * 86_400,
    )
    assert kept.secret_hash not in cookie.value
    assert not get_user(machine).is_authenticated
    assert machine.get("/desk/").url == "/desk/sign-in/?next=/desk/"


def test_only_librarians_and_administrators_authorise_and_only_with_a_second_step(site, other_site, settings):
    elsewhere, steward, root = librarian_at(other_site, "Ola"), UserFactory(), UserFactory()
    grant_role(steward, site, Role.STEWARD)
    grant_role(root, site, Role.PLACE_ADMINISTRATOR)
    browser = Client()
    for user, may in ((elsewhere, 403), (steward, 403), (root, 200)):
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        assert browser.get("/desk/this-computer/").status_code == may
    settings.STAFF_NEED_SECOND_STEP = True
    assert browser.post("/desk/this-computer/", {"name": "Mine"}).status_code == 403
    assert browser.get("/desk/this-computer/").url == "/second-step/"
    TOTP.activate(root, generate_totp_secret())
    assert browser.post("/desk/this-computer/", {"name": ""}).status_code == 422
    assert browser.post("/desk/this-computer/", {"name": "Mine"}).status_code == 302
    assert DeskMachine.objects.get().name == "Mine"


def just_signed_in(user):
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = browser.session
    session["account_authentication_methods"] = [{"method": "code", "at": timezone.now().timestamp()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return browser


def test_pin_is_set_by_its_person_and_kept_hashed(site):
    dawn = librarian_at(site, "Dawn", pin="")
    browser = just_signed_in(dawn)
    assert "A PIN for the library’s desk" in words_of(browser.get("/accounts/2fa/"))
    response = browser.post("/desk/my-pin/", {"first_name": "Dawn", "pin": PIN, "again": PIN})
    assert (response.status_code, response.url) == (302, "/desk/my-pin/")
    kept = DeskPin.objects.get(user=dawn)
    assert kept.first_name == "Dawn"
    assert PIN not in kept.pin
    assert PIN not in words_of(browser.get("/desk/my-pin/"))
    browser.post("/desk/my-pin/", {"do": "drop"})
    assert not DeskPin.objects.exists()


@pytest.mark.parametrize("pin", ["12345", "48091a", "111111", "123456", "987654", "121212", "1234567890123"])
def test_pin_that_is_none_or_is_guessed_first_is_refused(site, pin):
    browser = just_signed_in(librarian_at(site, "Dawn", pin=""))
    response = browser.post("/desk/my-pin/", {"first_name": "Dawn", "pin": pin, "again": pin})
    assert response.status_code == 422
    assert pin not in words_of(response)
    assert not DeskPin.objects.exists()


def test_pin_typed_differently_twice_or_under_a_colleagues_name_is_refused(site, other_site, pat):
    librarian_at(other_site, "Dawn")
    browser = just_signed_in(librarian_at(site, "Patricia", pin=""))
    page = words_of(browser.post("/desk/my-pin/", {"first_name": "pat", "pin": PIN, "again": NEW_PIN}))
    assert "These are two different PINs" in page
    assert "Another librarian here goes by this name" in page
    response = browser.post("/desk/my-pin/", {"first_name": "Dawn", "pin": PIN, "again": PIN})
    assert response.status_code == 302, "who goes by a name in another place takes none from here"


def test_only_librarians_set_a_pin_and_only_having_just_signed_in(site, pat):
    browser = just_signed_in(UserFactory())
    assert browser.get("/desk/my-pin/").status_code == 403
    assert "A PIN for the library’s desk" not in words_of(browser.get("/accounts/2fa/"))
    pat.set_password("bunting over the bridge")
    pat.save()
    browser.force_login(pat, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get("/desk/my-pin/").url.startswith("/accounts/reauthenticate/")
    assert Client().get("/desk/my-pin/").url.startswith("/accounts/login/")


# ---- signing in ----------------------------------------------------------------------------------
def test_name_and_pin_open_the_desk_and_nothing_else(site, machine, pat):
    response = open_desk(machine, pat)
    assert (response.status_code, response.url) == (302, "/desk/")
    desk = machine.get("/desk/")
    assert desk.status_code == 200
    assert desk.wsgi_request.user == pat
    assert "Leave the desk (Pat)" in words_of(desk)
    assert "Authorise this computer" not in words_of(desk)
    assert machine.get("/desk/answers/").status_code == 200
    for path in ("/desk/my-pin/", "/desk/this-computer/", "/accounts/email/", "/accounts/2fa/", "/admin/"):
        assert machine.get(path, follow=True).redirect_chain[-1][0].startswith("/accounts/login/"), path
    for path in ("/", "/my-voice/", "/desk/sign-in/"):
        assert machine.get(path).wsgi_request.user.is_anonymous, path
    assert not get_user(machine).is_authenticated, "no session of Django's: sockets see a stranger"
    assert DeskMachine.objects.get().last_used_at is not None


def test_superuser_and_administrator_have_no_more_at_the_desk(site, machine):
    root = UserFactory(is_superuser=True, is_staff=True)
    grant_role(root, site, Role.PLACE_ADMINISTRATOR)
    set_pin(root, PIN, first_name="Root")
    open_desk(machine, root)
    assert machine.get("/desk/").status_code == 200
    assert machine.get("/admin/").status_code == 302
    assert machine.get("/admin/snippets/residents/deskmachine/").status_code == 302


def test_only_first_names_of_librarians_here_who_set_a_pin_are_shown(site, other_site, machine, pat):
    librarian_at(other_site, "Ola")
    librarian_at(site, "Dawn", pin="")
    former = librarian_at(site, "Femi")
    revoke_role(former, site, Role.LIBRARIAN)
    page = words_of(machine.get("/desk/sign-in/"))
    assert re.findall(r'name="who" value="([^"]+)"', page) == [str(pat.desk_pin.uuid)]
    assert [name in page for name in ("Pat", "Ola", "Dawn", "Femi", "Okafor", pat.email)] == [True] + [
        False
    ] * 5


def test_wrong_pin_says_so_and_keeps_the_name(site, machine, pat):
    response = open_desk(machine, pat, pin="480914")
    assert response.status_code == 422
    page = words_of(response)
    assert "That is not the PIN of that name" in page
    assert re.search(rf'value="{pat.desk_pin.uuid}"[^>]* checked', page)
    assert "480914" not in page
    assert machine.get("/desk/").status_code == 302


def test_pin_works_on_no_other_browser_and_with_no_other_cookie(site, pat, machine):
    stranger = Client()
    assert NOT_SET_UP in words_of(stranger.get("/desk/sign-in/"))
    response = open_desk(stranger, pat)
    assert response.status_code == 403
    assert NOT_SET_UP in words_of(response)
    true = machine.cookies[MACHINE_COOKIE].value
    for forged in ("", "nonsense", true[:-2] + "xx", true.partition(":")[0]):
        stranger.cookies[MACHINE_COOKIE] = forged
        assert open_desk(stranger, pat).status_code == 403, forged


def test_cookie_copied_to_another_place_or_address_opens_nothing(site, other_site, pat, machine, settings):
    settings.ALLOWED_HOSTS = ["*"]
    grant_role(pat, other_site, Role.LIBRARIAN)
    for host in ("other.example", "alias.example"):
        copy = Client(SERVER_NAME=host)
        copy.cookies[MACHINE_COOKIE] = machine.cookies[MACHINE_COOKIE].value
        assert open_desk(copy, pat).status_code == 403, host


def test_session_copied_to_another_place_is_nobodys_there(site, other_site, pat, machine, settings):
    settings.ALLOWED_HOSTS = ["*"]
    grant_role(pat, other_site, Role.LIBRARIAN)
    open_desk(machine, pat)
    copy = Client(SERVER_NAME="other.example")
    for name, morsel in machine.cookies.items():
        copy.cookies[name] = morsel.value
    assert copy.get("/desk/").url == "/accounts/login/?next=/desk/"


def test_librarian_of_another_place_opens_no_desk_here(site, other_site, machine):
    ola = librarian_at(other_site, "Ola")
    assert open_desk(machine, ola).status_code == 422
    assert machine.get("/desk/").status_code == 302


def test_session_alone_without_the_machine_is_nobodys(site, pat, machine):
    open_desk(machine, pat)
    del machine.cookies[MACHINE_COOKIE]
    assert machine.get("/desk/").url == "/accounts/login/?next=/desk/"


# ---- what ends it --------------------------------------------------------------------------------
def _delete_machine(site, user):
    DeskMachine.objects.all().delete()


def _take_role(site, user):
    revoke_role(user, site, Role.LIBRARIAN)


def _new_pin(site, user):
    set_pin(user, NEW_PIN, first_name="Pat")


def _drop_pin(site, user):
    machines.drop_pin(user)


def _close_account(site, user):
    user.is_active = False
    user.save()


def _lose_second_step(site, user):
    from django.conf import settings

    settings.STAFF_NEED_SECOND_STEP = True


@pytest.mark.parametrize(
    "end", [_delete_machine, _take_role, _new_pin, _drop_pin, _close_account, _lose_second_step]
)
def test_desk_closes_at_once_and_the_old_pin_opens_it_no_more(site, pat, machine, settings, end):
    settings.STAFF_NEED_SECOND_STEP = False  # put back after the test, whatever ``end`` does
    open_desk(machine, pat)
    assert machine.get("/desk/").status_code == 200
    form = {"who": str(pat.desk_pin.uuid), "pin": PIN}
    end(site, pat)
    assert machine.get("/desk/").status_code == 302
    assert machine.post("/desk/sign-in/", form).status_code in {403, 422}
    assert machine.get("/desk/").status_code == 302


def test_machine_is_listed_and_ended_in_the_admin_by_its_own_place_only(site, other_site, pat, machine):
    open_desk(machine, pat)
    ola = librarian_at(other_site, "Ola")
    kept = DeskMachine.objects.get()
    address = f"/admin/snippets/residents/deskmachine/delete/{kept.pk}/"
    browser = Client()
    browser.force_login(ola, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.post(address).status_code == 404
    browser.force_login(pat, backend="django.contrib.auth.backends.ModelBackend")
    page = words_of(browser.get("/admin/snippets/residents/deskmachine/"))
    assert [words in page for words in ("Front desk", "Pat Okafor", kept.secret_hash)] == [True, True, False]
    assert browser.post(address).status_code == 302
    assert machine.get("/desk/").status_code == 302


def wait(monkeypatch, **how_long):
    later = timezone.now() + timedelta(**how_long)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)


def test_desk_closes_after_the_minutes_its_place_chose(site, other_site, pat, machine, monkeypatch):
    DeskSettings.objects.create(site=site, idle_minutes=3)
    DeskSettings.objects.create(site=other_site, idle_minutes=200)
    open_desk(machine, pat)
    wait(monkeypatch, minutes=2)
    assert machine.get("/desk/").status_code == 200
    wait(monkeypatch, minutes=2)
    assert machine.get("/desk/").status_code == 200, "each press begins the minutes anew"
    wait(monkeypatch, minutes=4)
    assert machine.get("/desk/").url == "/desk/sign-in/?next=/desk/"


def test_words_typed_while_the_desk_closed_are_kept(site, pat, machine, monkeypatch):
    open_desk(machine, pat)
    wait(monkeypatch, minutes=11)
    machine.post("/desk/", {"text": "The bins are full.", "client_key": "k" * 32})
    led = machine.get("/desk/")
    assert led.url == "/desk/sign-in/?next=/desk/"
    assert "The bins are full." not in words_of(machine.get(led.url)), "nobody is at the desk"
    assert open_desk(machine, pat).url == "/desk/"
    assert "The bins are full." in words_of(machine.get("/desk/"))
    machine.post("/desk/", {"text": "The bins are full.", "client_key": "k" * 32})
    machine.post("/desk/leave/")
    open_desk(machine, pat)
    assert "The bins are full." not in words_of(machine.get("/desk/"))


def test_leaving_forgets_the_person_and_the_guest_but_not_the_machine(site, pat, machine):
    machine.cookies[GUEST_COOKIE] = "somebody"
    open_desk(machine, pat)
    response = machine.post("/desk/leave/")
    assert (response.status_code, response.url) == (302, "/desk/sign-in/")
    assert response.cookies[GUEST_COOKIE].value == ""
    assert machine.get("/desk/").status_code == 302
    assert open_desk(machine, pat).status_code == 302


def test_whole_sign_in_takes_the_desks_place(site, pat, machine):
    open_desk(machine, pat)
    machine.force_login(pat, backend="django.contrib.auth.backends.ModelBackend")
    assert machine.get("/admin/").status_code == 200
    machine.post("/accounts/logout/")
    assert machine.get("/desk/").status_code == 302, "signing out leaves no desk open underneath"


def test_pin_takes_a_whole_sign_ins_place(site, pat, machine):
    boss = UserFactory()
    grant_role(boss, site, Role.PLACE_ADMINISTRATOR)
    machine.force_login(boss, backend="django.contrib.auth.backends.ModelBackend")
    open_desk(machine, pat)
    assert machine.get("/admin/").status_code == 302
    assert machine.get("/desk/").wsgi_request.user == pat


def test_pin_leads_back_to_the_desk_and_never_off_this_site(site, pat, machine):
    assert open_desk(machine, pat, next="/desk/answers/").url == "/desk/answers/"
    assert open_desk(machine, pat, next="https://evil.example/").url == "/desk/"


def test_desk_computer_opens_codes_while_somebody_on_its_network_guesses(site, machine, pat):
    dawn, stranger = ContributorFactory(site=site), Client()
    for _n in range(31):
        guessed = stranger.post("/my-voice/open/", {"code": "0000-0000-0000"})
    assert guessed.status_code == 429
    assert stranger.post("/my-voice/open/", {"code": dawn.receipt}).status_code == 429
    for _n in range(29):
        assert machine.post("/my-voice/open/", {"code": "0000-0000-0000"}).status_code == 422
    assert machine.post("/my-voice/open/", {"code": dawn.receipt}).url == "/my-voice/"
    assert machine.post("/my-voice/open/", {"code": dawn.receipt}).status_code == 429, (
        "it too may guess thirty"
    )


# ---- guessing ------------------------------------------------------------------------------------
def test_guesses_at_one_person_wait_then_end_the_pin_until_a_new_one(site, pat, machine, monkeypatch):
    for round_ in range(3):
        wait(monkeypatch, minutes=16)
        for _n in range(5):
            assert open_desk(machine, pat, pin="000001").status_code == 422, round_
        refused = open_desk(machine, pat)
        assert refused.status_code == 429, "not even the right one"
    wait(monkeypatch, days=2)
    refused = open_desk(machine, pat)
    assert refused.status_code == 429
    assert "typed wrong too often and opens nothing now" in words_of(refused)
    set_pin(pat, NEW_PIN, first_name="Pat")
    assert open_desk(machine, pat, pin=NEW_PIN).status_code == 302


def test_right_pin_forgives_the_wrong_ones_and_others_are_not_kept_out(site, pat, machine):
    dawn = librarian_at(site, "Dawn", pin=NEW_PIN)
    for _n in range(5):
        open_desk(machine, pat, pin="000001")
    assert "Too many wrong PINs" in words_of(open_desk(machine, pat))
    assert open_desk(machine, dawn, pin=NEW_PIN).status_code == 302
    for _n in range(4):
        open_desk(machine, dawn, pin="000001")
    assert open_desk(machine, dawn, pin=NEW_PIN).status_code == 302
    assert DeskPin.objects.get(user=dawn).wrong_guesses == 0


def test_guesses_at_many_people_lock_the_machine_and_no_other(site, pat, machine, monkeypatch):
    others = [librarian_at(site, name) for name in ("Ada", "Bo", "Cy", "Di", "Eve")]
    second = authorise(pat, name="Back room")
    for user in others[:4]:
        for _n in range(5):
            assert open_desk(machine, user, pin="000001").status_code == 422
    assert open_desk(machine, others[4]).status_code == 429
    assert open_desk(second, others[4]).status_code == 302
    wait(monkeypatch, minutes=16)
    assert open_desk(machine, others[4]).status_code == 302


def test_machine_nobody_used_for_long_is_forgotten(site, pat, machine, monkeypatch):
    wait(monkeypatch, days=401)
    assert open_desk(machine, pat).status_code == 403


def test_desk_is_opened_in_welsh_too(site, pat, machine):
    assert machine.get("/cy/desk/").url == "/cy/desk/sign-in/?next=/cy/desk/"
    page = words_of(machine.get("/cy/desk/sign-in/?next=/cy/desk/"))
    assert [words in page for words in ("Pwy ydych chi?", "Agor y ddesg", "Who are you?")] == [
        True,
        True,
        False,
    ]
    form = {"who": str(pat.desk_pin.uuid), "pin": PIN, "next": "/cy/desk/"}
    assert machine.post("/cy/desk/sign-in/", form).url == "/cy/desk/"
    assert "Gadael y ddesg (Pat)" in words_of(machine.get("/cy/desk/"))
