"""Who was forgotten stays forgotten, even when an older backup is put back."""

import re
import stat

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from civic.notify import erasing
from civic.residents.models import Contributor
from tests.factories.residents import ContributorFactory


@pytest.fixture
def erased_list(settings, tmp_path):
    settings.ERASED_LIST = tmp_path / "erased.txt"
    return settings.ERASED_LIST


def forget(person):
    erasing.ask_to_erase(person)
    assert erasing.erase_person(person.pk, at_once=True)


def bring_back(person):
    """Make the record as an older backup has it."""
    Contributor.objects.filter(pk=person.pk).update(display_name="Dawn", erased_at=None)


def test_each_erasing_adds_a_line_only_its_owner_can_read(site, erased_list):
    dawn, pat = ContributorFactory(site=site), ContributorFactory(site=site)
    forget(dawn)
    forget(pat)
    moment = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
    assert re.fullmatch(f"{moment} {dawn.uuid}\n{moment} {pat.uuid}\n", erased_list.read_text())
    assert stat.S_IMODE(erased_list.stat().st_mode) == 0o600


def test_list_that_cannot_be_written_erases_nobody(site, settings, tmp_path):
    settings.ERASED_LIST = tmp_path / "gone" / "erased.txt"
    dawn = ContributorFactory(site=site, display_name="Dawn")
    erasing.ask_to_erase(dawn)
    with pytest.raises(OSError, match=r"erased\.txt"):
        erasing.erase_person(dawn.pk, at_once=True)
    dawn.refresh_from_db()
    assert (dawn.display_name, dawn.erased_at) == ("Dawn", None)


def test_after_a_restore_they_are_forgotten_again_and_nobody_else(site, erased_list, capsys):
    dawn, pat = ContributorFactory(site=site), ContributorFactory(site=site, display_name="Pat")
    forget(dawn)
    bring_back(dawn)
    erased_list.write_text(
        f"{erased_list.read_text()}2026-01-01T00:00:00Z 00000000-0000-4000-8000-000000000000\n"
    )
    call_command("erase_again", str(erased_list))
    assert capsys.readouterr().out == "On the list: 2. Erased again: 1.\n"
    dawn.refresh_from_db()
    pat.refresh_from_db()
    assert (dawn.display_name, dawn.erased_at is not None) == ("", True)
    assert (pat.display_name, pat.erased_at) == ("Pat", None)
    call_command("erase_again")
    assert capsys.readouterr().out == "On the list: 2. Erased again: 0.\n"


@pytest.mark.parametrize(
    ("held", "why"),
    [
        (b"2026-01-01T00:00:00Z Dawn\n", "Line 2 of .* is no line of a list"),
        (b"\xff\xfe", "is no list of who was forgotten"),
        (None, "Cannot read .*: No such file"),
    ],
)
def test_damaged_list_says_so_and_erases_nobody(held, why, site, erased_list, tmp_path):
    dawn = ContributorFactory(site=site)
    forget(dawn)
    bring_back(dawn)
    other = tmp_path / "other.txt"
    if held is not None:
        other.write_bytes(erased_list.read_bytes() + held)
    with pytest.raises(CommandError, match=why):
        call_command("erase_again", str(other))
    assert Contributor.objects.get(pk=dawn.pk).erased_at is None


def test_who_asked_and_was_not_erased_yet_is_on_no_list(site, erased_list):
    erasing.ask_to_erase(ContributorFactory(site=site))
    assert erasing.erase_those_due() == 0
    assert not erased_list.exists()
    assert Contributor.objects.filter(erase_after__gt=timezone.now()).count() == 1
