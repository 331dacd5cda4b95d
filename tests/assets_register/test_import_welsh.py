"""What an import says is in the language of whoever reads it, whoever took the list in."""

import pytest
from django.utils.translation import override

from assets_register.enums import RowOutcome
from assets_register.importing.merging import FIELD_WORDS, change_words
from assets_register.importing.notes import words_of
from assets_register.importing.reading import UnreadableFile, read_table
from assets_register.importing.reporting import NOTE_WORDS, report_csv, summary_lines
from assets_register.importing.running import import_assets
from assets_register.importing.screening import reason_in_words, screen
from assets_register.importing.undoing import CannotUndo, ask_to_undo
from assets_register.models import ImportedRow, ImportUpload
from civic.residents.enums import Role
from civic.residents.services import grant_role
from tests.factories.assets import ImportRunFactory
from tests.factories.residents import UserFactory

ODD = (
    "AssetCode,PropertyName,PostCode,UPRN,GeoX,GeoY\n"
    "A1,Lock Hall,Nowhere,12E+10,-2.3,53.4\n"
    "A1,Lock Hall,Nowhere,12E+10,-2.3,53.4\n"
    "A2,Ryecroft Hostel,PE1,,,\n"
)


@pytest.fixture
def run(site):
    return import_assets(site, ODD.encode(), file_name="list.csv", source="Pellbridge", dry_run=False)


def notes_of(run):
    return {note["code"]: words_of(note) for row in run.rows.order_by("number") for note in row.problems}


def test_notes_are_said_in_the_readers_language(run):
    english = notes_of(run)
    assert english["bad_postcode"] == "“Nowhere” is not a postcode. It was left out."
    with override("cy"):
        welsh = notes_of(run)
        summary = "\n".join(summary_lines(run))
        report = "".join(report_csv(run))
    assert welsh["bad_postcode"] == "Nid cod post yw “Nowhere”. Fe’i gadawyd allan."
    assert welsh["duplicate"] == "Mae’n dweud yr un peth â rhes 1, yn union."
    assert welsh["held_back"].startswith("Wedi’i ddal yn ôl nes i berson benderfynu. Mae’n ymddangos")
    assert welsh.keys() == english.keys()
    assert [code for code in english if english[code] == welsh[code]] == []
    assert welsh["bad_postcode"] in report
    assert "3 rhes: 2 newydd, 0 wedi newid" in summary
    assert "cod post nad yw’n un (rhes 1" in summary


def test_notes_kept_before_are_said_as_they_were():
    with override("cy"):
        assert words_of({"code": "swapped", "text": "We turned them."}) == "We turned them."


def test_every_kind_of_note_and_every_field_has_a_welsh_name():
    with override("cy"):
        same = {"UPRN"}
        assert {name for name in FIELD_WORDS if change_words(name) == FIELD_WORDS[name]} == {
            name for name in FIELD_WORDS if FIELD_WORDS[name] in same
        }
        from django.utils.translation import gettext

        assert [words for words in NOTE_WORDS.values() if gettext(words) == words] == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Mae’r ffeil yn wag."),
        (b"%PDF-1.7", "Yr hyn sydd yma yw PDF, nid CSV"),
        (b"a,b\n1,2\n", "Ni chafwyd rhes bennawd ag o leiaf dair colofn."),
        (b'a,b,c\n1,"2,3\n', "Mae’r ffeil yn peidio â gwneud synnwyr ger llinell"),
        (b'{"type": "FeatureCollection", "features": []}', "Does dim nodweddion yn y GeoJSON."),
        (b"PK\x03\x04rubbish", "Mae’r llyfr gwaith wedi’i ddifrodi"),
    ],
)
def test_file_is_refused_in_welsh(content, said):
    with override("cy"), pytest.raises(UnreadableFile) as refused:
        read_table(content)
    assert str(refused.value).startswith(said)


def test_undoing_is_refused_in_welsh(site):
    with override("cy"), pytest.raises(CannotUndo, match="Rhediad prawf oedd hwn"):
        ask_to_undo(ImportRunFactory(site=site, dry_run=True), by=None)


def test_welsh_keeper_sees_welsh_on_the_screen(client, site, run):
    from wagtail.users.models import UserProfile

    keeper = UserFactory()
    grant_role(keeper, site, Role.ASSET_MANAGER)
    profile = UserProfile.get_for_user(keeper)
    profile.preferred_language = "cy"
    profile.save()
    client.force_login(keeper)
    assert ImportedRow.objects.filter(outcome=RowOutcome.DUPLICATE).count() == 1
    shown = client.get(f"/admin/snippets/assets_register/importrun/inspect/{run.pk}/").content.decode()
    assert "3 rhes: 2 newydd" in shown
    assert ImportUpload.objects.count() == 0


def test_why_something_is_no_place_is_said_in_the_readers_language_and_a_persons_words_stay():
    found = screen({"name": "Electricity sub-station, Mill Lane"}).not_a_place_reason
    assert reason_in_words(found) == "The words say infrastructure: “sub-station”."
    with override("cy"):
        assert reason_in_words(found) == "Mae’r geiriau’n sôn am seilwaith: “sub-station”."
        assert reason_in_words("Only a verge: “Mill Green”") == "Only a verge: “Mill Green”"
        assert reason_in_words("") == ""
