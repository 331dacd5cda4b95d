"""A role offered by email: the offer, the letter, taking it up, and every way it is no longer open."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from civic.residents import invitations
from civic.residents.enums import Role
from civic.residents.models import Contributor, Invitation, RoleGrant, User
from civic.residents.rules import has_role
from civic.residents.services import grant_role, revoke_role
from civic.tasks.services import drain
from tests.factories.residents import ContributorFactory, UserFactory

PAT = "pat@pellbridge.example"
LIST = "/admin/snippets/residents/invitation/"


@pytest.fixture
def boss(site):
    user = UserFactory(email="boss@pellbridge.example", first_name="Marcia")
    grant_role(user, site, Role.PLACE_ADMINISTRATOR)
    return user


@pytest.fixture
def invitation(site, boss):
    return invitations.invite(site, PAT, Role.LIBRARIAN, by=boss)


def path_of(invitation):
    return f"/invitation/{invitations.invitation_token(invitation)}/"


def offer(client, **changed):
    return client.post(f"{LIST}add/", {"email": PAT, "role": "librarian", "language": "en"} | changed)


def roles():
    return list(RoleGrant.objects.filter(user__email=PAT).values_list("site__hostname", "role"))


def test_administrator_offers_a_role_and_it_is_taken_up_without_an_account(client, boss, site):
    client.force_login(boss)
    assert offer(client, email="Pat@Pellbridge.example").status_code == 302
    client.logout()
    drain()
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == ([PAT], "An invitation from Pellbridge")
    assert "Marcia invites you to help run Pellbridge, as: Librarian." in letter.body
    path = re.search(r"http://testserver(/invitation/\S+)", letter.body)[1]
    assert path in letter.alternatives[0].content

    page = client.get(path).content.decode()
    assert "Marcia would like you to be: <strong>Librarian</strong>" in page
    assert (roles(), User.objects.filter(email=PAT).count()) == ([], 0), "opening a link changes nothing"
    done = client.post(path).content.decode()
    assert "The role is yours" in done
    assert roles() == [("testserver", "librarian")]
    pat = User.objects.get(email=PAT)
    assert Contributor.objects.get(site=site, user=pat).email == PAT
    assert RoleGrant.objects.get(user=pat).granted_by == boss
    assert client.get("/admin/").status_code == 302, "the link alone lets nobody in"
    assert client.post(path).status_code == 404
    assert "no longer open" in client.get(path).content.decode()


def test_letter_in_welsh(client, boss):
    client.force_login(boss)
    offer(client, language="cy")
    drain()
    (letter,) = mail.outbox
    assert "Mae Marcia yn eich gwahodd" in letter.body
    assert "Llyfrgellydd" in letter.body


def test_somebody_with_an_account_keeps_it(client, invitation, site):
    pat = UserFactory(email=PAT)
    client.force_login(pat)
    assert client.post(path_of(invitation))["Location"] == "/admin/"
    assert has_role(User.objects.get(email=PAT), site, Role.LIBRARIAN)
    assert User.objects.filter(email=PAT).count() == 1


def test_signed_in_as_somebody_else_gives_them_nothing(client, invitation):
    other = UserFactory(email="other@pellbridge.example")
    client.force_login(other)
    assert (
        "You are signed in as other@pellbridge.example now"
        in client.get(path_of(invitation)).content.decode()
    )
    client.post(path_of(invitation))
    assert roles() == [("testserver", "librarian")]
    assert not RoleGrant.objects.filter(user=other).exists()


def _runs_out(invitation, boss):
    Invitation.objects.update(expires_at=timezone.now())


def _taken_back(invitation, boss):
    invitations.take_back(invitation)


def _giver_may_no_longer(invitation, boss):
    revoke_role(boss, invitation.site, Role.PLACE_ADMINISTRATOR)


def _giver_is_gone(invitation, boss):
    boss.is_active = False
    boss.save()


@pytest.mark.parametrize("happens", [_runs_out, _taken_back, _giver_may_no_longer, _giver_is_gone])
def test_what_is_no_longer_open_says_so_and_gives_nothing(happens, client, invitation, boss):
    path = path_of(invitation)
    happens(invitation, boss)
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 404
        assert "This invitation is no longer open" in answer.content.decode()
    assert roles() == []


@pytest.mark.parametrize("token", ["x", "a:b", "0189", "😀"])
def test_junk_is_answered_plainly(client, site, token):
    assert client.get(f"/invitation/{token}/").status_code == 404


def test_link_is_of_its_place_its_address_and_its_kind_alone(client, invitation, other_site, boss):
    path = path_of(invitation)
    assert client.get(path, headers={"host": "other.example"}).status_code == 404
    assert client.get(path[:-3] + "xx/").status_code == 404
    assert client.get(f"/confirm/{invitations.invitation_token(invitation)}/").status_code == 404
    Invitation.objects.update(email="changed@pellbridge.example")
    assert client.post(path).status_code == 404


def test_taken_back_before_it_is_sent_it_is_not_sent(client, boss, invitation):
    client.force_login(boss)
    assert client.post(f"{LIST}delete/{invitation.pk}/").status_code == 302
    drain()
    assert mail.outbox == []
    assert not Contributor.objects.exists(), "nothing is kept of somebody who was only written to"


def test_sent_again_after_a_while_and_not_before(client, boss, invitation):
    client.force_login(boss)
    again = {"language": "en"}
    assert "only minutes ago" in client.post(f"{LIST}edit/{invitation.pk}/", again).content.decode()
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=13), expires_at=timezone.now())
    assert client.post(f"{LIST}edit/{invitation.pk}/", again).status_code == 302
    drain()
    assert len(mail.outbox) == 2
    assert client.post(path_of(invitation)).status_code == 200, "both letters' links are open again"


def test_form_says_what_it_will_not_do(client, boss, site, invitation):
    client.force_login(boss)
    assert "This invitation is waiting already" in offer(client).content.decode()
    grant_role(UserFactory(email="ann@pellbridge.example"), site, Role.STEWARD)
    held = offer(client, email="ann@pellbridge.example", role="steward")
    assert "This person has this role already." in held.content.decode()
    ContributorFactory(site=site, email="no@pellbridge.example", unsubscribed_at=timezone.now())
    declined = offer(client, email="no@pellbridge.example")
    assert "asked not to be written to" in declined.content.decode()
    assert "no@pellbridge.example" in declined.content.decode(), "nothing typed is lost"
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("role", [None, *(role for role in Role.values if role != "place_administrator")])
def test_nobody_else_may_offer(role, client, site, other_site):
    somebody = UserFactory()
    if role:
        grant_role(somebody, site, role)
    client.force_login(somebody)
    assert offer(client).status_code in (302, 403)
    assert Invitation.objects.count() == 0


def test_administrator_of_another_place_sees_and_offers_nothing_here(client, invitation, other_site):
    stranger = UserFactory()
    grant_role(stranger, other_site, Role.PLACE_ADMINISTRATOR)
    client.force_login(stranger)
    assert PAT not in client.get(LIST).content.decode()
    for what in ("edit", "delete"):
        assert client.post(f"{LIST}{what}/{invitation.pk}/", {"language": "en"}).status_code == 404
    offer(client, site=invitation.site_id)
    assert set(Invitation.objects.exclude(pk=invitation.pk).values_list("site", flat=True)) == {other_site.pk}


def test_offers_nobody_took_up_are_forgotten(invitation):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=29))
    assert invitations.forget_old_invitations() == 0
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=31))
    assert invitations.forget_old_invitations() == 1
    assert not Contributor.objects.exists()


def test_accepting_is_throttled(client, site):
    statuses = [client.post(f"/invitation/x{n}/").status_code for n in range(21)]
    assert statuses == [404] * 20 + [429]


def test_password_of_an_account_nobody_confirmed_is_gone_once_it_has_a_role(client, invitation, boss):
    """Else whoever made it first, and could not confirm it, would share the role with its owner."""
    User.objects.create_user(PAT, password="made by a stranger")
    proven = User.objects.create_user("ann@pellbridge.example", password="made by Ann")
    proven.emailaddress_set.update(verified=True)
    early = User.objects.create_user("kit@pellbridge.example", password="made by a stranger")
    client.post(path_of(invitation))
    assert not User.objects.get(email=PAT).has_usable_password()
    client.force_login(boss)
    for user in (proven, early):
        client.post("/admin/snippets/residents/rolegrant/add/", {"email": user.email, "role": "steward"})
    held = User.objects.filter(grants__role="steward").order_by("email")
    assert [(user.email, user.has_usable_password()) for user in held] == [
        ("ann@pellbridge.example", True),
        ("kit@pellbridge.example", False),
    ]


def test_letters_are_throttled_also_to_who_is_uninvited_and_invited_again(client, boss, site, monkeypatch):
    monkeypatch.setattr(invitations, "LETTERS_AN_HOUR", 5)
    client.force_login(boss)
    for _each in range(invitations.LETTERS_TO_ONE_A_DAY):
        assert offer(client).status_code == 302
        invitations.take_back(Invitation.objects.get())
    assert "sent enough letters today" in offer(client).content.decode()
    for n in range(2):
        assert offer(client, email=f"p{n}@pellbridge.example").status_code == 302
    refused = offer(client, email="last@pellbridge.example").content.decode()
    assert "a lot of letters in an hour" in refused
    assert "last@pellbridge.example" in refused, "nothing typed is lost"
    assert not Invitation.objects.filter(email__in=[PAT, "last@pellbridge.example"]).exists()


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        ("", ["waits", "waits_long", "taken", "taken_later"]),
        ("?ordering=accepted_at", ["waits", "taken", "taken_later"]),
        ("?ordering=-accepted_at", ["taken_later", "taken", "waits"]),
    ],
)
def test_those_that_wait_stand_together_on_any_database(client, boss, site, asked, order):
    """SQLite and PostgreSQL, left to themselves, put what has no date at opposite ends."""
    now = timezone.now()
    rows = {"taken_later": (3, 1), "waits_long": (9, None), "taken": (4, 2), "waits": (8, None)}
    for name in set(rows) & set(order):
        sent, taken = rows[name]
        made = invitations.invite(site, f"{name}@p.example", Role.STEWARD, by=boss)
        made.sent_at, made.accepted_at = now - timedelta(days=sent), taken and now - timedelta(days=taken)
        made.save()
    client.force_login(boss)
    page = client.get(f"{LIST}{asked}").content.decode()
    assert sorted(order, key=lambda name: page.index(f"{name}@p.example")) == order
