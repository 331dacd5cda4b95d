"""Who may import whom."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.contracts


def test_rooms_import_as_agreed():
    lint = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [lint, "--no-cache"], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("room", ["civic", "engagement", "assets_register", "plugins", "themes"])
def test_no_page_hides_where_its_own_forms_come_from(room):
    """With ``no-referrer`` a browser sends a form from "null", and every press of it is refused."""
    files = [file for kind in ("*.py", "*.html") for file in (Path(settings.BASE_DIR) / room).rglob(kind)]
    guilty = [file for file in files if re.search(r"""["']no-referrer["'](?!:)""", file.read_text())]
    assert files
    assert guilty == []
