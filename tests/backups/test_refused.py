"""What is no whole, known backup is refused in plain words, and nothing is touched."""

import gzip
import io
import tarfile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from civic.backups import databases, services
from civic.backups.archive import BackupRefused
from civic.backups.services import check_backup, make_backup, restore_backup


@pytest.fixture(autouse=True)
def _nothing_is_written(monkeypatch):
    """Whatever is refused here is refused before a byte of it is written."""

    def written(*_args):
        raise AssertionError("something was written")

    monkeypatch.setattr(databases, "restore", written)
    monkeypatch.setattr(services, "_put_media", written)


def said(file) -> str:
    with pytest.raises(BackupRefused) as refused:
        restore_backup(file)
    return str(refused.value)


def test_a_whole_backup_passes_the_look_and_is_only_its_owners(backup, capsys):
    manifest = check_backup(backup)
    assert set(manifest.files) == {"database", "media/images/hall.png"}
    assert manifest.database == connection.vendor
    assert backup.stat().st_mode & 0o777 == 0o600
    call_command("restore", str(backup), check=True)
    assert capsys.readouterr().out.startswith(f"{backup} is whole: the database as it was at 20")


def test_a_place_in_use_is_never_written_over(backup):
    assert said(backup) == (
        "The database here is not empty, and a restore would mix two places' records. "
        "Point DATABASE_URL (or JUNCTION_HOME) at an empty one. Nothing was changed."
    )


def test_uploaded_files_in_use_are_never_written_over(backup, monkeypatch):
    monkeypatch.setattr(databases, "is_empty", lambda: True)
    assert said(backup).startswith("There are uploaded files here already.")


def test_a_damaged_backup_is_refused(backup):
    whole = backup.read_bytes()
    for n in range(1, 8):
        broken = bytearray(whole)
        broken[len(whole) * n // 8] ^= 0xFF
        backup.write_bytes(broken)
        told = said(backup)
        assert told.startswith("junction.tar.gz is damaged: "), told
        assert told.endswith("Use another backup.")


def test_a_backup_that_was_cut_short_is_refused(backup):
    whole = backup.read_bytes()
    for length in (0, 1, 100, len(whole) // 2, len(whole) - 1):
        backup.write_bytes(whole[:length])
        assert said(backup).startswith("junction.tar.gz is damaged: "), length
    backup.write_bytes(gzip.compress(gzip.decompress(whole)[: 512 * 20]))
    assert said(backup).startswith("junction.tar.gz is damaged: ")


def test_a_file_changed_inside_is_named(rewritten):
    def change(manifest):
        manifest["files"]["media/images/hall.png"] = "0" * 64

    told = said(rewritten(change))
    assert "“media/images/hall.png” is not as it was when the backup was made" in told


def test_a_file_that_is_missing_inside_is_named(rewritten):
    told = said(rewritten(lambda manifest: manifest["files"].update({"media/images/other.png": "0" * 64})))
    assert "“media/images/other.png” is not as it was" in told


def test_what_is_no_backup_is_refused(tmp_path, db, media):
    file = tmp_path / "notes.txt"
    file.write_text("Not a backup.")
    assert said(file).startswith("notes.txt is damaged: it cannot be unpacked")
    assert said(tmp_path / "nothing.tar.gz") == f"There is no file {tmp_path}/nothing.tar.gz."
    climbing = tmp_path / "climbing.tar.gz"
    with tarfile.open(climbing, "w:gz") as tar:
        entry = tarfile.TarInfo("media/../../escaped")
        entry.size = 1
        tar.addfile(entry, io.BytesIO(b"x"))
    assert "which no backup does" in said(climbing)


def test_a_newer_versions_file_is_refused(rewritten):
    told = said(rewritten(lambda manifest: manifest.update(format=2, version="9.0", more=1)))
    assert "was made by a newer version of Junction Box (9.0). Install that version" in told


def test_a_newer_versions_database_is_refused(rewritten):
    def change(manifest):
        manifest["migrations"].append("residents.9999_later")
        manifest["version"] = "9.0"

    told = said(rewritten(change))
    assert "made by a newer version of Junction Box (9.0)" in told
    assert "does not know residents.9999_later" in told


def test_a_database_with_a_plugin_that_is_not_here_is_refused(rewritten):
    told = said(rewritten(lambda manifest: manifest["migrations"].append("pledges_of_ours.0001_initial")))
    assert "made with more than is installed here: pledges_of_ours." in told


def test_the_other_kind_of_database_is_refused(rewritten):
    other, change = ("sqlite", "Unset") if connection.vendor == "postgresql" else ("postgresql", "Set")
    told = said(rewritten(lambda manifest: manifest.update(database=other)))
    assert f"holds a {other} database" in told
    assert told.endswith(f"{change} DATABASE_URL first.")


def test_the_command_says_why_and_no_traceback(backup):
    with pytest.raises(CommandError, match="The database here is not empty"):
        call_command("restore", str(backup))
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", str(backup))
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("backup", str(backup.parent / "nowhere/junction.tar.gz"))


def test_a_backup_that_fails_leaves_no_file(backup, monkeypatch):
    def fails(into):
        into.write_bytes(b"half")
        raise BackupRefused("pg_dump could not do its work")

    monkeypatch.setattr(databases, "snapshot", fails)
    before = sorted(backup.parent.iterdir())
    with pytest.raises(BackupRefused):
        make_backup(backup.parent / "second.tar.gz")
    assert sorted(backup.parent.iterdir()) == before


def test_so_many_are_kept_and_nothing_else_is_deleted(backup, tmp_path, monkeypatch, capsys):
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    monkeypatch.setattr(databases, "snapshot", lambda into: into.write_bytes(b"rows"))
    for _n in range(3):
        call_command("backup", str(folder), keep=2)
    names = [file.name for file in sorted(folder.iterdir())]
    assert len(names) == 3
    assert names[2] == "notes.txt"
    assert capsys.readouterr().out.count("was one too many") == 1


def test_a_backup_older_than_the_putting_together_of_migrations_is_known(db):
    assert {"assets_register.0014_search_at_scale", "residents.0001_initial"} <= set(services._known())
