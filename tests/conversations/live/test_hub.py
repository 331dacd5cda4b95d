import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from engagement.conversations.live import hub as hub_module
from engagement.conversations.live import sockets
from engagement.conversations.live.frames import FURTHEST_BEHIND, REPLAY_LIMIT
from engagement.conversations.live.hints import CountsHint, HereHint, RoomHint, ThreadHint
from engagement.conversations.live.hub import Hub
from engagement.conversations.live.sockets import Socket
from engagement.conversations.live.threads import Counts
from tests.conversations.live.reading import CONVERSATION, THREAD, Browser, FakeSource, join, until


def live(source: FakeSource, story: Callable[[Hub], Awaitable[Any]]) -> Any:
    """Run a story with a hub of its own."""

    async def run() -> Any:
        hub = Hub(source)
        try:
            return await asyncio.wait_for(story(hub), 60)
        finally:
            hub.close()

    # In a thread of its own: a browser test before us may have left Playwright's loop in this one.
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, run()).result()


def hint(hub: Hub, number: int = 10**6) -> None:
    hub.hear(ThreadHint(thread_id=THREAD, number=number))


def test_event_reaches_every_browser_once_from_one_read() -> None:
    source = FakeSource()

    async def story(hub: Hub) -> list[Browser]:
        browsers = [Browser() for _i in range(50)]
        for browser in browsers:
            await join(hub, browser)
        source.reads.clear()
        source.post()
        hint(hub)
        await until(lambda: all(browser.numbers for browser in browsers))
        return browsers

    browsers = live(source, story)
    assert [browser.numbers for browser in browsers] == [[1]] * 50
    assert source.reads == [(0, ("en",))]
    assert len({browser.same[browser.frames.index(browser.kinds("events")[0])] for browser in browsers}) == 1


def test_each_language_gets_its_own_words_from_one_read() -> None:
    source = FakeSource()

    async def story(hub: Hub) -> tuple[Browser, Browser]:
        english, welsh = Browser(), Browser()
        await join(hub, english)
        await join(hub, welsh, language="cy")
        source.post()
        hint(hub)
        await until(lambda: english.numbers and welsh.numbers)
        return english, welsh

    english, welsh = live(source, story)
    assert english.kinds("events")[0]["events"][0]["html"] == "en1"
    assert welsh.kinds("events")[0]["events"][0]["html"] == "cy1"
    assert sorted(source.reads[-1][1]) == ["cy", "en"]


def test_hint_from_another_thread_is_safe() -> None:
    source = FakeSource()

    async def story(hub: Hub) -> Browser:
        browser = Browser()
        await join(hub, browser)
        for _i in range(20):
            source.post()
            threading.Thread(target=hint, args=(hub, source.number)).start()
        await until(lambda: browser.numbers[-1:] == [20])
        return browser

    assert live(source, story).numbers == list(range(1, 21))


def test_burst_is_one_early_frame_and_few_later_ones() -> None:
    source = FakeSource()

    async def story(hub: Hub) -> tuple[Browser, float]:
        browser = Browser()
        await join(hub, browser)
        began = time.monotonic()
        for _i in range(100):
            source.post()
            hint(hub, source.number)
            await asyncio.sleep(0.001)
        await until(lambda: browser.numbers[-1:] == [100])
        return browser, time.monotonic() - began

    browser, took = live(source, story)
    assert browser.numbers == list(range(1, 101))
    assert len(browser.kinds("events")) <= took / hub_module.BURST_SECONDS + 2


def test_lost_hint_is_made_good_within_a_second() -> None:
    source = FakeSource()

    async def story(hub: Hub) -> None:
        browser = Browser()
        await join(hub, browser)
        source.post(3)
        await until(lambda: browser.numbers == [1, 2, 3])

    live(source, story)
    assert hub_module.WATCH_SECONDS == 1


def test_slow_reader_stalls_nobody_and_gets_everything_in_order() -> None:
    source = FakeSource()

    async def story(hub: Hub) -> tuple[Browser, Browser]:
        slow, quick = Browser(), Browser()
        await join(hub, slow)
        await join(hub, quick)
        slow.reading.clear()
        for _i in range(10):
            source.post()
            hint(hub, source.number)
            await until(lambda: quick.numbers[-1:] == [source.number], 1)
        assert slow.numbers == []
        slow.reading.set()
        await until(lambda: slow.numbers == quick.numbers)
        return slow, quick

    slow, quick = live(source, story)
    assert slow.numbers == quick.numbers == list(range(1, 11))


def test_reader_past_its_queue_is_dropped_and_catches_up_by_number(monkeypatch) -> None:
    monkeypatch.setattr(sockets, "QUEUE_FRAMES", 3)
    monkeypatch.setattr(hub_module, "BURST_SECONDS", 0.001)
    source = FakeSource()

    async def story(hub: Hub) -> tuple[Browser, int]:
        slow, quick = Browser(), Browser()
        socket = await join(hub, slow)
        await join(hub, quick)
        slow.reading.clear()
        most = 0
        for _i in range(12):
            source.post()
            hint(hub, source.number)
            await until(lambda: quick.numbers[-1:] == [source.number])
            most = max(most, socket.waiting)
        assert socket.behind
        assert socket.waiting == 0
        slow.reading.set()
        await until(lambda: slow.numbers[-1:] == [12])
        source.post()
        hint(hub, source.number)
        await until(lambda: slow.numbers[-1:] == [13])
        return slow, most

    slow, most = live(source, story)
    assert most <= 3
    assert sorted(set(slow.numbers)) == list(range(1, 14))
    assert slow.numbers == list(range(1, 14))


def test_reader_that_never_reads_again_is_let_go(monkeypatch) -> None:
    monkeypatch.setattr(sockets, "STALL_SECONDS", 0.1)
    source = FakeSource()

    async def story(hub: Hub) -> str:
        stuck = Browser()
        socket = await join(hub, stuck)
        socket.owner = asyncio.create_task(asyncio.sleep(60))
        stuck.reading.clear()
        source.post()
        hint(hub)
        await until(lambda: socket.owner.done())
        return socket.gone

    assert live(source, story) == "stalled"


def test_broken_connection_harms_nobody_else() -> None:
    source = FakeSource()

    async def story(hub: Hub) -> tuple[str, list[int]]:
        broken, sound = Browser(), Browser()
        socket = await join(hub, broken)
        await join(hub, sound)
        broken.broken = True
        source.post()
        hint(hub)
        await until(lambda: sound.numbers == [1])
        return socket.gone, broken.numbers

    assert live(source, story) == ("lost", [])


def test_joining_replays_what_was_missed_exactly() -> None:
    async def story(hub: Hub) -> list[list[int]]:
        seen = []
        for after in (-1, 0, 3, 5):
            browser = Browser()
            await join(hub, browser, after=after)
            assert browser.frames[0]["t"] == "hello"
            assert browser.frames[0]["number"] == 5
            seen.append(browser.numbers)
        return seen

    assert live(FakeSource(newest=5), story) == [[], [1, 2, 3, 4, 5], [4, 5], []]


def test_joining_in_the_middle_of_a_read_misses_nothing() -> None:
    source = FakeSource()

    async def story(hub: Hub) -> tuple[Browser, Browser]:
        first, late = Browser(), Browser()
        await join(hub, first)
        source.gate.clear()
        source.post()
        hint(hub)
        await until(lambda: len(source.reads) == 1)  # read, not yet given out
        joining = asyncio.create_task(join(hub, late, after=0, language="cy"))
        await asyncio.sleep(0.02)
        source.post()
        hint(hub)
        source.gate.set()
        await joining
        await until(lambda: first.numbers == [1, 2] and sorted(set(late.numbers)) == [1, 2])
        return first, late

    first, late = live(source, story)
    assert first.numbers == [1, 2]
    assert late.numbers[0] == 1


def test_thousand_reconnects_from_one_number_share_one_read() -> None:
    source = FakeSource(newest=20)

    async def story(hub: Hub) -> list[Browser]:
        anchor = Browser()
        await join(hub, anchor)
        source.gate.clear()
        browsers = [Browser() for _i in range(100)]
        joins = [asyncio.create_task(join(hub, browser, after=4)) for browser in browsers]
        await asyncio.sleep(0.05)
        source.gate.set()
        await asyncio.gather(*joins)
        return browsers

    browsers = live(source, story)
    assert {tuple(browser.numbers) for browser in browsers} == {tuple(range(5, 21))}
    assert source.reads.count((4, ("en",))) == 1


def test_five_thousand_missed_come_a_page_at_a_time_one_read_each() -> None:
    source = FakeSource(newest=FURTHEST_BEHIND)

    async def story(hub: Hub) -> list[Browser]:
        browsers = [Browser() for _n in range(3)]
        await asyncio.gather(*(join(hub, browser, after=0) for browser in browsers))
        return browsers

    for browser in live(source, story):
        assert browser.numbers == list(range(1, FURTHEST_BEHIND + 1))
        assert [frame["number"] for frame in browser.kinds("hello")] == list(
            range(REPLAY_LIMIT, FURTHEST_BEHIND + 1, REPLAY_LIMIT)
        )
    pages = FURTHEST_BEHIND // REPLAY_LIMIT
    assert sorted(after for after, _languages in source.reads) == [n * REPLAY_LIMIT for n in range(pages)]


@pytest.mark.parametrize("after", [0, 9999])
def test_too_far_behind_or_ahead_is_a_gap(after: int) -> None:
    source = FakeSource(newest=FURTHEST_BEHIND + 1)

    async def story(hub: Hub) -> Browser:
        browser = Browser()
        await join(hub, browser, after=after)
        source.post()
        hint(hub)
        await until(lambda: browser.numbers)
        return browser

    browser = live(source, story)
    assert browser.frames[0] == {"t": "gap", "number": FURTHEST_BEHIND + 1}
    assert browser.numbers == [FURTHEST_BEHIND + 2]


def test_more_than_a_replay_at_once_arrives_whole_and_in_order() -> None:
    source = FakeSource()

    async def story(hub: Hub) -> Browser:
        browser = Browser()
        await join(hub, browser)
        source.post(3 * REPLAY_LIMIT + 7)
        hint(hub)
        await until(lambda: browser.numbers[-1:] == [source.number])
        return browser

    assert live(source, story).numbers == list(range(1, 3 * REPLAY_LIMIT + 8))


def test_browser_that_noticed_a_hole_gets_it_again() -> None:
    source = FakeSource(newest=4)

    async def story(hub: Hub) -> Browser:
        browser = Browser()
        socket = await join(hub, browser)
        await hub.rewind(socket, thread_id=THREAD, number=2)
        await hub.rewind(socket, thread_id=THREAD, number=9)
        return browser

    assert live(source, story).numbers == [3, 4]


def test_counts_are_at_most_four_a_second_and_only_what_changed() -> None:
    source = FakeSource()

    async def story(hub: Hub) -> tuple[Browser, float]:
        browser = Browser()
        await join(hub, browser)
        await asyncio.sleep(0.05)
        began = time.monotonic()
        for presses in range(1, 61):
            source.counted = Counts(nods={"a": presses, "b": 1}, votes={})
            hub.hear(CountsHint(conversation_id=CONVERSATION))
            hub.hear(CountsHint(conversation_id=CONVERSATION + 1))
            await asyncio.sleep(0.01)
        await until(lambda: browser.kinds("counts")[-1]["nods"].get("a") == 60)
        return browser, time.monotonic() - began

    browser, took = live(source, story)
    counts = browser.kinds("counts")
    assert len(counts) <= took / hub_module.SNAPSHOT_SECONDS + 2
    assert counts[0]["nods"].keys() == {"a", "b"}
    assert counts[-1]["nods"] == {"a": 60}


def test_count_taken_back_to_nothing_is_told() -> None:
    earlier = Counts(nods={"a": 1, "b": 2}, votes={"s": (1, 0, 0)})
    assert Counts(nods={"b": 2}, votes={}).since(earlier) == Counts(nods={"a": 0}, votes={"s": (0, 0, 0)})


def test_presence_is_a_number_over_all_processes() -> None:
    async def story(hub: Hub) -> tuple[Browser, int]:
        browser, other = Browser(), Browser()
        await join(hub, browser)
        socket = await join(hub, other)
        hub.hear(HereHint(thread_id=THREAD, process="elsewhere", here=3))
        await until(lambda: browser.kinds("here") and browser.kinds("here")[-1]["here"] == 5)
        hub.leave(socket, thread_id=THREAD)
        await until(lambda: browser.kinds("here")[-1]["here"] == 4)
        return browser, len(browser.kinds("here"))

    live(FakeSource(), story)


def test_thread_no_longer_public_ends_its_sockets() -> None:
    source = FakeSource()

    async def story(hub: Hub) -> tuple[str, int]:
        browser = Browser()
        socket = await join(hub, browser)
        source.gone = True
        await until(lambda: socket.gone)
        return socket.gone, len(hub.threads)

    assert live(source, story) == ("closed", 0)


def test_thread_opened_during_a_look_at_the_newest_is_not_taken_for_gone(
    monkeypatch,
) -> None:
    monkeypatch.setattr(hub_module, "WATCH_SECONDS", 0.05)

    class SlowSource(FakeSource):
        asked: list[list[int]] = []
        answer = threading.Event()

        def newest(self, thread_ids: Any) -> dict[int, int]:
            self.asked.append(list(thread_ids))
            if THREAD + 1 in thread_ids and THREAD not in thread_ids:
                self.answer.wait(5)
            return super().newest(thread_ids)

    source = SlowSource()

    async def story(hub: Hub) -> tuple[str, str]:
        other = Socket(Browser().send, number=-1, language="en")
        await hub.join(other, thread_id=THREAD + 1, conversation_id=CONVERSATION, number=0)
        await until(lambda: [THREAD + 1] in source.asked)  # it asks about that one, and waits
        late = Browser()
        socket = Socket(late.send, number=-1, language="en")
        await hub.join(socket, thread_id=THREAD, conversation_id=CONVERSATION, number=0)
        source.answer.set()
        await until(lambda: [THREAD + 1, THREAD] in source.asked)
        source.post()
        await until(lambda: late.numbers == [1])
        return socket.gone, other.gone

    assert live(source, story) == ("", "")


def test_database_away_for_a_while_loses_nothing() -> None:
    source = FakeSource()

    async def story(hub: Hub) -> Browser:
        browser = Browser()
        await join(hub, browser)
        source.fail = True
        source.post()
        hint(hub)
        await asyncio.sleep(1.2)
        assert browser.numbers == []
        source.fail = False
        await until(lambda: browser.numbers == [1])
        return browser

    assert live(source, story).numbers == [1]


def test_room_is_shown_to_all_who_read_along_to_who_comes_later_and_only_where_it_changed() -> None:
    source = FakeSource()
    source.shown_rooms = {"r": {"prompt": "One?"}}

    async def story(hub: Hub) -> tuple[Browser, Browser]:
        early, late = Browser(), Browser()
        await join(hub, early)
        await until(lambda: len(early.kinds("rooms")) == 1)
        hub.hear(RoomHint(thread_id=THREAD))  # nothing changed
        await until(lambda: not hub.threads[THREAD].rooms.asked)
        source.shown_rooms = {"r": {"prompt": "Two?"}}
        hub.hear(RoomHint(thread_id=THREAD))
        await until(lambda: early.kinds("rooms")[-1]["rooms"]["r"]["prompt"] == "Two?")
        await join(hub, late)
        await until(lambda: bool(late.kinds("rooms")))
        return early, late

    early, late = live(source, story)
    assert [frame["rooms"]["r"]["prompt"] for frame in early.kinds("rooms")] == ["One?", "Two?"]
    assert [frame["rooms"] for frame in late.kinds("rooms")] == [{"r": {"prompt": "Two?"}}]
    assert abs(late.kinds("rooms")[0]["now"] / 1000 - time.time()) < 60


def test_last_reader_leaving_closes_the_thread_and_counts_addresses() -> None:
    async def story(hub: Hub) -> None:
        socket = await join(hub, Browser())
        assert hub.admit("a", 2)
        assert hub.admit("a", 2)
        assert not hub.admit("a", 2)
        assert hub.admit("b", 2)
        hub.dismiss("a")
        assert hub.admit("a", 2)
        hub.leave(socket, thread_id=THREAD)
        hub.leave(socket, thread_id=THREAD)
        assert hub.threads == {}

    live(FakeSource(), story)
