"""A program nobody here wrote tries to break the served feed, from its OpenAPI document alone."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import make_site
from tests.plugins.exchange_open_referral import schemathesis_hooks
from tests.plugins.exchange_open_referral.conftest import BASE, fill


def test_schemathesis_finds_nothing(make_live_server, tmp_path):
    server = make_live_server(worker=False)
    server.env["PUBLIC_API_LIMIT"] = "1000000"
    with server.database():
        fill(make_site("127.0.0.1", "Pellbridge", default=True), make_site("other.example", "Otherham"))
    server.start()
    program = [str(Path(sys.executable).with_name("schemathesis")), "run", f"{server.url}{BASE}/openapi.json"]
    hooks = {**os.environ, "SCHEMATHESIS_HOOKS": schemathesis_hooks.__name__, "PYTHONPATH": os.getcwd()}
    done = subprocess.run(
        [*program, "--max-examples", "10", "--seed", "1", "--no-color"],
        env=hooks, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No issues found" in done.stdout
    assert "11 selected / 11 total" in done.stdout
