"""Time pages of threads in one process and print the medians as JSON; in a migrated database.

``python -m tests.bench.threads_timed``. Each figure is the median of ``ROUNDS`` turns of ``ASKED``
requests; the pages take turns, so that whatever else the machine does hits all of them.
"""

import json
import logging
import statistics
import time

import django
from django.db import transaction

ROUNDS, ASKED = 5, 8
MANY, REPLIES = 10_000, 1_000
LIKE = "The hall should open in the evening, and on Sundays."


def main() -> None:
    """Print ``{"seconds": {"plain": 0.013, ...}, "queries": {...}}``."""
    django.setup()
    logging.disable(logging.WARNING)
    from tests.conftest import make_site
    from tests.page_costs import Place

    with transaction.atomic():
        place = Place(site=make_site("testserver", "Pellbridge", default=True))
        addresses = fill(place)
        counted = {name: place.asked(address)[0] for name, address in addresses.items()}
        found = {"seconds": timed(place, addresses) | {"alike": timed_alike(place)}, "queries": counted}
        transaction.set_rollback(True)
    print(json.dumps(found))


def fill(place) -> dict[str, str]:
    """Make a plain page, and threads of nothing, of one full page and of ten thousand."""
    from civic.pages.models import ContentPage
    from engagement.conversations.models import Contribution
    from engagement.conversations.pages import place_conversation
    from engagement.conversations.threads import PAGE_SIZE
    from tests.factories.conversations import make_conversation, thread_in
    from tests.page_costs import contributions

    home = place.site.root_page.specific
    plain = ContentPage(title="About", slug="about")
    home.add_child(instance=plain)
    found = {"plain": plain.get_url()}
    for name, how_many in {"empty": 0, "full": PAGE_SIZE, "many": MANY}.items():
        place.conversation = make_conversation(place.site, question=f"What is the hall for, {name}?")
        found[name] = place_conversation(place.conversation, place.say, slug=name).get_url()
        made = contributions(place, range(how_many)) if how_many else []
        if how_many == MANY:
            for n, reply in enumerate(made[-REPLIES:]):
                reply.parent = reply.root = made[n * 8]
            Contribution.objects.bulk_update(made[-REPLIES:], ["parent", "root"], batch_size=500)
            middle = made[MANY // 2]
            data = f"/thread/{thread_in(place.conversation).uuid}/said.json"
            found |= {
                "many, in the middle": f"{found['many']}?at={middle.number}",
                "many, most discussed": f"{found['many']}?sort=discussed",
                "many, not answered": f"{found['many']}?sort=unanswered",
                "many, found": f"{found['many']}?find=hall",
                "many, first unread": f"{found['many']}?unread={middle.number}",
                "data, 30": f"{data}?size=30&after=5000",
                "data, 200": f"{data}?size=200&after=5000",
            }
    return found


def timed(place, addresses: dict[str, str]) -> dict[str, float]:
    """Return the median seconds of each page."""
    turns: dict[str, list[float]] = {name: [] for name in addresses}
    for _round in range(ROUNDS):
        for name, address in addresses.items():
            began = time.perf_counter()
            for _time in range(ASKED):
                place.stranger.get(address)
            turns[name].append((time.perf_counter() - began) / ASKED)
    return {name: statistics.median(each) for name, each in turns.items()}


def timed_alike(place) -> float:
    """Return the median seconds it takes to look for what others said like it, in the ten thousand."""
    from engagement.conversations import alike
    from tests.factories.conversations import thread_in

    thread, turns = thread_in(place.conversation), []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        alike.like_these(thread, LIKE)
        turns.append(time.perf_counter() - began)
    return statistics.median(turns)


if __name__ == "__main__":
    main()
