"""What a statement on its way to the database writes."""

import re

_WRITES = re.compile(
    r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|REPLACE INTO|TRUNCATE)\s+"?(\w+)', re.I
)


def table_written(sql: str) -> str:
    """Return the table a statement writes to, in small letters; empty where it writes none."""
    match = _WRITES.match(sql)
    return match[1].lower() if match else ""
