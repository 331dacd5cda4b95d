"""Every email the demo sent, read from the files Django's file backend wrote."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One email as somebody would read it."""

    name: str
    to: str
    subject: str
    sent_at: datetime
    text: str


def letters(limit: int = 60) -> list[Letter]:
    """Return the newest emails, newest first."""
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", "") or "nowhere")
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)
    return [letter for file in files[:limit] for letter in reversed(_read(file))][:limit]


def _read(file: Path) -> list[Letter]:
    """Return the emails of one file; the backend writes a line of dashes after each."""
    found = []
    for n, part in enumerate(file.read_bytes().split(b"\n" + b"-" * 79 + b"\n")):
        if not part.strip():
            continue
        message = message_from_bytes(part.lstrip(b"\n"), policy=policy.default)
        body = message.get_body(("plain",))
        found.append(
            Letter(
                name=f"{file.stem}-{n}",
                to=str(message["To"]),
                subject=str(message["Subject"]),
                sent_at=parsedate_to_datetime(str(message["Date"])),
                text=body.get_content() if body else "",
            )
        )
    return found
