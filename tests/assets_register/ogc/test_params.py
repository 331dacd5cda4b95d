"""What strangers send: read exactly, or refused in plain words; never anything else."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from assets_register.ogc.params import (
    ITEM_PARAMS,
    LIMIT_MAX,
    BadParameterError,
    Cursor,
    ItemsAsked,
    read_cursor,
    read_items,
    refuse_unknown,
)
from civic.places.geo import Box

ANY_TEXT = st.text(max_size=60)
#: What strangers type is often nearly right: pieces of what is right, put together anyhow.
NEARLY = st.lists(
    st.sampled_from(
        [*"0123456789.,/-+:TZeE", "..", "nan", "inf", "2026-02-30", "12:00:60", "+24:00", "１", " "]
    ),
    max_size=14,
).map("".join)
DEGREES = st.floats(-180, 180), st.floats(-90, 90)


@settings(deadline=None)
@given(name=st.sampled_from(sorted(ITEM_PARAMS)), value=ANY_TEXT | NEARLY)
def test_anything_is_read_or_refused(name, value):
    with suppress(BadParameterError):
        read = read_items({name: value})
        assert isinstance(read, ItemsAsked)
        assert 1 <= read.limit <= LIMIT_MAX
        assert all(-180 <= box.west <= box.east <= 180 for box in read.boxes)
        assert all(-90 <= box.south <= box.north <= 90 for box in read.boxes)


@pytest.mark.parametrize(
    ("text", "limit"), [("1", 1), ("007", 7), ("1000", 1000), ("1001", 1000), ("9" * 5000, 1000)]
)
def test_limit_is_a_whole_number_and_clamped(text, limit):
    assert read_items({"limit": text}).limit == limit


@pytest.mark.parametrize("text", ["", "0", "000", "-1", "1.0", "1e3", "ten", "１", " 5", "0x10", "5_0"])
def test_any_other_limit_is_refused(text):
    with pytest.raises(BadParameterError, match="whole number"):
        read_items({"limit": text})


@settings(deadline=None)
@given(west=DEGREES[0], south=DEGREES[1], east=DEGREES[0], north=DEGREES[1])
def test_a_rectangle_is_read_as_it_is_written(west, south, east, north):
    west, east = sorted((west, east))
    south, north = sorted((south, north))
    box = Box(west=west, south=south, east=east, north=north)
    assert read_items({"bbox": f"{west},{south},{east},{north}"}).boxes == (box,)
    assert read_items({"bbox": f"{west},{south},-5,{east},{north},1e3"}).boxes == (box,)


def test_a_rectangle_over_the_antimeridian_is_two():
    assert read_items({"bbox": "177,-20,-178,-10"}).boxes == (
        Box(west=177, south=-20, east=180, north=-10),
        Box(west=-180, south=-20, east=-178, north=-10),
    )


@pytest.mark.parametrize(
    "text",
    [
        "", "nan", "nan,nan,nan,nan", "inf,0,1,1", "1,2,3", "1,2,3,4,5", "1,2,3,4,5,6,7", "a,b,c,d",
        "1,2,3,", "-2.4;53.3;-2.2;53.5", "-181,0,0,1", "0,-91,1,0", "0,0,181,1", "0,0,1,90.001", "0,1,1,0",
        "0,0,9,1,1,2", "1e999,0,1,1", " 1,2,3,4", "1_0,2,30,40", "１,2,3,4", "0,0,1,1 OR 1=1",
    ],
)  # fmt: skip
def test_any_other_rectangle_is_refused(text):
    with pytest.raises(BadParameterError, match="bbox"):
        read_items({"bbox": text})


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


END_OF_MARCH_1 = at(2026, 3, 1, 23, 59, 59, 999999)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2026-03-01T12:00:00Z", at(2026, 3, 1, 12), at(2026, 3, 1, 12)),
        ("2026-03-01t12:00:00.1234567z", at(2026, 3, 1, 12, 0, 0, 123456), at(2026, 3, 1, 12, 0, 0, 123456)),
        ("2026-03-01T12:00:00+02:00", at(2026, 3, 1, 10), at(2026, 3, 1, 10)),
        ("2026-12-31T23:59:60Z", at(2026, 12, 31, 23, 59, 59), at(2026, 12, 31, 23, 59, 59)),
        ("2026-03-01", at(2026, 3, 1), END_OF_MARCH_1),
        ("2026-02-01/2026-03-01", at(2026, 2, 1), END_OF_MARCH_1),
        ("2026-02-01T00:00:00Z/..", at(2026, 2, 1), None),
        ("2026-02-01/", at(2026, 2, 1), None),
        ("../2026-03-01", None, END_OF_MARCH_1),
        ("/2026-03-01", None, END_OF_MARCH_1),
    ],
)
def test_times_are_read(text, since, until):
    read = read_items({"datetime": text})
    assert (read.since, read.until) == (since, until)


@settings(deadline=None)
@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1)), st.integers(-1439, 1439))
def test_any_moment_is_read_as_it_is_written(moment, minutes):
    moment = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    read = read_items({"datetime": moment.isoformat()})
    assert read.since == read.until == moment


@pytest.mark.parametrize(
    "text",
    [
        "", "..", "../..", "/", "today", "2026", "2026-02-30", "2026-13-01", "2026-03-01T25:00:00Z",
        "2026-03-01T12:00:00", "2026-03-01 12:00:00Z", "2026-03-01/2026-02-01",
        "2026-03-01/2026-04-01/2026-05-01", "0001-01-01T00:00:00+10:00", "2026-03-01T12:00:00+24:00",
        "２026-03-01",
    ],
)  # fmt: skip
def test_any_other_time_is_refused(text):
    with pytest.raises(BadParameterError, match="datetime"):
        read_items({"datetime": text})


@settings(deadline=None)
@given(
    forward=st.booleans(),
    name=st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=200),
    asset_id=st.integers(0, 2**63 - 1),
)
def test_a_cursor_comes_back_as_it_went(forward, name, asset_id):
    cursor = Cursor(forward=forward, name=name, asset_id=asset_id)
    assert read_cursor(str(cursor)) == cursor


@pytest.mark.parametrize(
    "text",
    [
        "", "!", "é", "AAAA", "bnVsbA", "WzEsIm4iLC0xXQ", "WzEsIm5cdTAwMDAiLDFd", "WzIsIm4iLDFd",
        "WzEsMSwxXQ", "WzEsIm4iLDFlMV0", "WzEsIm4iLHRydWVd", "WzEsIlx1ZDgwMCIsMV0", "W" * 4000,
        "eyJhIjoxLCJiIjoyLCJjIjozfQ",
    ],
)  # fmt: skip
def test_no_cursor_can_be_made_up(text):
    with pytest.raises(BadParameterError, match="cursor"):
        read_cursor(text)


@pytest.mark.parametrize(
    ("query", "refused"),
    [
        ("", ""),
        ("kind=hall", ""),
        ("kind=hall&kind=park", "more than once"),
        ("Kind=hall", "no parameter “Kind”"),
    ],
)
def test_what_is_unknown_or_given_twice_is_refused(query, refused):
    said = ""
    try:
        refuse_unknown(QueryDict(query), ITEM_PARAMS)
    except BadParameterError as problem:
        said = str(problem)
    assert (refused in said) if refused else said == ""


def test_a_value_is_one_there_is():
    read = read_items({"kind": "hall", "step_free": "not_known", "owner": "Anybody' OR 1=1 --"})
    assert read.values == {"kind": "hall", "owner": "Anybody' OR 1=1 --", "step_free": "not_known"}
    assert read.narrowed
    for name, value in [("kind", "palace"), ("kind", ""), ("step_free", "maybe"), ("can_people_use_it", "")]:
        with pytest.raises(BadParameterError, match=f"{name} is one of: "):
            read_items({name: value})
