"""``make bench``: run every bench and print its ratios. ``python -m tests.bench live bridge`` runs some.

A bench is a module here called ``bench_<name>.py`` with ``run() -> list[str]``: the lines to print,
each a ratio beside the numbers it is made of. It starts what it needs in processes of its own.
"""

import os
import pkgutil
import sys
import time
from importlib import import_module

import tests.bench


def main() -> None:
    """Run the benches named on the command line, or all."""
    known = sorted(
        module.name.removeprefix("bench_")
        for module in pkgutil.iter_modules(tests.bench.__path__)
        if module.name.startswith("bench_")
    )
    wanted = sys.argv[1:] or known
    unknown = set(wanted) - set(known)
    if unknown:
        raise SystemExit(f"no bench is called {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before we begin")
    for name in wanted:
        begun = time.monotonic()
        for line in import_module(f"tests.bench.bench_{name}").run():
            print(line, flush=True)
        print(f"  ({name} took {time.monotonic() - begun:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
