"""Two people at one form in the admin: the second sees what the first changed, and loses nothing."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from assets_register.models import Asset, AssetFact, Rate
from civic.residents.enums import Role
from civic.residents.services import grant_role
from tests.factories.assets import AssetFactory, HireTermsFactory
from tests.factories.residents import UserFactory

EDIT = "wagtailsnippets_assets_register_asset:edit"


@pytest.fixture
def hall(site):
    return AssetFactory(
        site=site, name="Weir Hall", kind="hall", public_use="yes", terms="Free", status="published"
    )


@pytest.fixture
def grace(site):
    return keeper(site, "Grace")


@pytest.fixture
def sam(site):
    return keeper(site, "Sam")


def keeper(site, name):
    person = UserFactory(first_name=name, last_name="")
    grant_role(person, site, Role.ASSET_MANAGER)
    client = Client()
    client.force_login(person)
    return client


def opened(client, asset):
    """Return what a browser would send of the form as it is opened now."""
    page = client.get(reverse(EDIT, args=[asset.pk]))
    return sent_by(page)


def sent_by(page):
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in values.items() if value is not False}


def save(client, asset, data):
    return client.post(reverse(EDIT, args=[asset.pk]), data)


def words_of(page):
    return unescape(re.sub(r"\s+", " ", page.content.decode()))


def test_form_carries_how_the_row_stood(grace, hall):
    page = grace.get(reverse(EDIT, args=[hall.pk]))
    assert re.search(r'<input type="hidden" name="opened_as"', page.content.decode())


def test_alone_nothing_is_asked(grace, hall):
    assert save(grace, hall, opened(grace, hall) | {"terms": "£12 an hour"}).status_code == 302
    hall.refresh_from_db()
    assert hall.terms == "£12 an hour"


def test_different_fields_are_both_kept(grace, sam, hall):
    his = opened(sam, hall) | {"description": "A hall by the weir."}
    assert save(grace, hall, opened(grace, hall) | {"terms": "£12 an hour"}).status_code == 302
    shown = save(sam, hall, his)
    assert shown.status_code == 200
    said = words_of(shown)
    assert "Grace saved this while you had it open" in said
    assert "is now: £12 an hour" in said
    assert "A hall by the weir." in said
    hall.refresh_from_db()
    assert (hall.terms, hall.description) == ("£12 an hour", "")
    assert save(sam, hall, sent_by(shown)).status_code == 302
    hall.refresh_from_db()
    assert (hall.terms, hall.description) == ("£12 an hour", "A hall by the weir.")


def test_same_field_stays_as_typed_with_the_others_beside_it(grace, sam, hall):
    his = opened(sam, hall) | {"terms": "£20 an hour"}
    save(grace, hall, opened(grace, hall) | {"terms": "£12 an hour"})
    shown = save(sam, hall, his)
    assert "is now: £12 an hour. Yours is still in the form." in words_of(shown)
    assert sent_by(shown)["terms"] == "£20 an hour"
    assert save(sam, hall, sent_by(shown)).status_code == 302
    hall.refresh_from_db()
    assert hall.terms == "£20 an hour"


def test_both_writing_the_same_are_not_asked(grace, sam, hall):
    his = opened(sam, hall) | {"terms": "£12 an hour"}
    save(grace, hall, opened(grace, hall) | {"terms": "£12 an hour"})
    assert save(sam, hall, his).status_code == 302


def test_facts_and_choices_are_told_in_words(grace, sam, hall):
    his = opened(sam, hall) | {"terms": "Ask"}
    save(grace, hall, opened(grace, hall) | {"fact_kitchen": "yes", "detail_kitchen": "hob"})
    shown = save(sam, hall, his)
    said = words_of(shown)
    assert "“Kitchen” is now: yes" in said.replace("Yes", "yes")
    assert "“Kitchen: detail” is now: hob" in said
    assert save(sam, hall, sent_by(shown)).status_code == 302
    assert AssetFact.objects.get(asset=hall).detail == "hob"


def test_third_save_in_between_is_told_again(grace, sam, hall):
    his = opened(sam, hall) | {"description": "By the weir."}
    save(grace, hall, opened(grace, hall) | {"terms": "£12 an hour"})
    shown = save(sam, hall, his)
    save(grace, hall, opened(grace, hall) | {"terms": "£14 an hour"})
    assert "is now: £14 an hour" in words_of(save(sam, hall, sent_by(shown)))


def test_what_somebody_erased_is_told_as_nothing(grace, sam, hall):
    his = opened(sam, hall) | {"description": "By the weir."}
    save(grace, hall, opened(grace, hall) | {"terms": ""})
    assert "is now: nothing" in words_of(save(sam, hall, his))


@pytest.mark.parametrize("sent", ["", "{", "[1]", '{"terms": 3}', "null"])
def test_strange_stand_asks_nothing_or_once(grace, hall, sent):
    answer = save(grace, hall, opened(grace, hall) | {"opened_as": sent, "terms": "£9"})
    assert answer.status_code in (200, 302)


def test_lines_below_a_row_are_told_too(grace, sam, site, hall):
    terms = HireTermsFactory(asset=hall)
    url = reverse("wagtailsnippets_assets_register_hireterms:edit", args=[terms.pk])
    stood = re.search(r'name="opened_as" value="([^"]*)"', sam.get(url).content.decode())[1]
    rate = Rate.objects.create(terms=terms, amount=12)
    form = sam.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields}
    for formset in form.formsets.values():
        data |= {f"{formset.prefix}-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")}
    data = {name: value for name, value in data.items() if value not in (None, False)}
    shown = sam.post(url, data | {"opened_as": unescape(stood)})
    assert shown.status_code == 200
    rate.refresh_from_db()
    assert f"“{Rate._meta.verbose_name_plural}” is now: {rate}. Yours is still" in words_of(shown)


def test_an_older_version_is_gone_back_to_in_one_press(grace, hall):
    save(grace, hall, opened(grace, hall) | {"terms": "£12 an hour"})
    save(grace, hall, opened(grace, hall) | {"terms": "£14 an hour"})
    first = hall.revisions.order_by("pk").first()
    url = reverse("wagtailsnippets_assets_register_asset:revisions_revert", args=[hall.pk, first.pk])
    page = grace.get(url)
    assert sent_by(page)["terms"] == "£12 an hour"
    data = dict(re.findall(r'<input type="hidden" name="(opened_as)" value="([^"]*)"', page.content.decode()))
    assert save(grace, hall, sent_by(page) | {k: unescape(v) for k, v in data.items()}).status_code == 302
    assert Asset.objects.get(pk=hall.pk).terms == "£12 an hour"
