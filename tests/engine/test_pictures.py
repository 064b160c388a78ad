"""Pictures: well-formed, the same each time, with no two texts on top of each other, every country on the map once."""

from __future__ import annotations

import datetime
import itertools
import sys
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licet.library import Library
from licet.matrix import Matrix, matrix
from licet.pictures import heat_map, timeline_picture, to_png, world_map
from licet.pictures.palette import COLOURS, LETTERS
from licet.pictures.svg import Svg, wrap
from licet.pictures.timeline import LEFT, RIGHT, spread
from licet.pictures.worldmap import tiles
from licet.problems import InputError
from licet.timeline import Timeline, timeline
from licet.world.lookup import member
from tests import small

Day = datetime.date
NAMESPACE = "{http://www.w3.org/2000/svg}"
GLYPH = 0.55
"""A likely width of a character, in sizes of the font."""


def shells(first: str = "2014-01-01", last: str = "2025-01-31") -> Timeline:
    request = {"exporter": "KOR", "destination": "UKR", "items": ["155mm shell"], "end_use": "combat"}
    return timeline(small.library(), request, Day.fromisoformat(first), Day.fromisoformat(last))


def grid(item: str = "155mm shell") -> Matrix:
    request = {"items": [{"name": item, "category": "ML3"}], "date": "2023-01-30"}
    return matrix(small.library(), request, ["KOR", "DEU", "FRA"], ["UKR", "IND", "KOR", "PRK", "VAT", "SUN"])


def boxes(svg: str) -> Iterator[tuple[str, float, float, float, float]]:
    """Every text with the box it fills: left, top, right, bottom."""
    for text in ElementTree.fromstring(svg).iter(f"{NAMESPACE}text"):
        size, words = float(text.get("font-size", "12")), text.text or ""
        wide = len(words) * size * GLYPH
        x, y = float(text.get("x", "0")), float(text.get("y", "0"))
        left = x - {"middle": wide / 2, "end": wide}.get(text.get("text-anchor", ""), 0)
        yield words, left, y - size * 0.75, left + wide, y + size * 0.2


def assert_clear(svg: str) -> None:
    """No text lies on another, and none leaves the picture."""
    root = ElementTree.fromstring(svg)
    width, height = float(root.get("width", "0")), float(root.get("height", "0"))
    found = sorted(boxes(svg), key=lambda box: box[2])
    for index, (words, left, top, right, bottom) in enumerate(found):
        assert left >= 0 and top >= 0 and right <= width and bottom <= height, words
        for other, its_left, its_top, its_right, _ in found[index + 1 :]:
            if its_top >= bottom:
                break
            assert its_left >= right or its_right <= left, (words, other)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2014-01-01", "2025-01-31"),
        ("2022-02-20", "2022-04-10"),
        ("2022-04-08", "2022-04-08"),
        ("0001-01-01", "9999-12-31"),
    ],
)
def test_a_timeline_is_readable(first: str, last: str) -> None:
    drawn = timeline_picture(shells(first, last))
    assert drawn == timeline_picture(shells(first, last))
    assert_clear(drawn)
    assert ElementTree.fromstring(drawn).get("width") == "1000"
    assert "it is not legal advice" in drawn


def test_a_timeline_of_many_legs_and_changes_is_readable(shipped: Library) -> None:
    request = {
        "exporter": "POL",
        "destination": "UKR",
        "items": ["Krab", "Leopard 2A4"],
        "end_use": "combat",
    }
    found = timeline(shipped, request, Day(2021, 11, 1), Day(2022, 7, 1))
    drawn = timeline_picture(found)
    assert_clear(drawn)
    # every change of the outcome has its day beneath
    for segment in found.segments[1:]:
        if segment.change is not None and segment.change.of_outcome:
            assert f">{segment.from_}</text>" in drawn


def test_the_band_is_to_scale() -> None:
    drawn = timeline_picture(shells("2022-04-01", "2022-04-14"))  # the practice begins on the 8th of 14 days
    rects = [r for r in ElementTree.fromstring(drawn).iter(f"{NAMESPACE}rect") if r.get("height") == "34"]
    assert [(float(r.get("x", "")), r.get("fill")) for r in rects] == [
        (LEFT, COLOURS["undetermined"]),
        (LEFT + (RIGHT - LEFT) / 2, COLOURS["blocked"]),
    ]
    assert sum(float(r.get("width", "")) for r in rects) == RIGHT - LEFT


@given(st.lists(st.floats(0, 400, allow_nan=False), max_size=41).map(sorted))
def test_spread_places_keep_their_order_and_their_distance(places: list[float]) -> None:
    found = spread(places, 10, 0, 400)
    assert all(later - earlier >= 10 - 1e-6 for earlier, later in itertools.pairwise(found))
    assert all(-1e-6 <= place <= 400 + 1e-6 for place in found)
    apart = all(later - earlier >= 10 for earlier, later in itertools.pairwise(places))
    assert not apart or found == places


def test_a_heat_map_and_a_world_map_are_readable() -> None:
    for drawn in (heat_map(grid()), world_map(grid(), "KOR"), world_map(grid(), "FRA")):
        assert_clear(drawn)
    assert heat_map(grid()) == heat_map(grid())
    assert world_map(grid(), "KOR") == world_map(grid(), "KOR")


def test_a_heat_map_of_all_states_is_readable(shipped: Library) -> None:
    codes = [code for code in shipped.world.countries.names if len(code) == 3][:193]
    found = matrix(shipped, {"items": ["helmet"], "date": "2023-01-30"}, ["VAT"], codes)
    assert_clear(heat_map(found))
    assert_clear(world_map(found, "VAT"))
    wide = matrix(small.library(), {"items": ["helmet"], "date": "2023-01-30"}, codes[:80], ["UKR"])
    assert_clear(heat_map(wide))


def test_cells_show_their_outcome_in_colour_and_letter() -> None:
    found = grid()
    root = ElementTree.fromstring(heat_map(found))
    notes = {rect[0].text: rect.get("fill") for rect in root.iter(f"{NAMESPACE}rect") if len(rect)}
    expected = {
        f"{cell.exporter} to {cell.destination}: {cell.outcome}{f', {cell.rule}' if cell.rule else ''}": COLOURS[
            cell.outcome
        ]
        for cell in found.cells.values()
    }
    assert notes == expected
    letters = Counter(text.text for text in root.iter(f"{NAMESPACE}text") if text.get("font-size") == "10")
    for word, count in Counter(cell.outcome for cell in found.cells.values()).items():
        assert letters[LETTERS[word]] == count


def test_a_map_colours_destinations_leaves_others_blank_and_names_what_has_no_square() -> None:
    drawn = world_map(grid(), "KOR")
    fills = {
        rect[0].text: rect.get("fill") for rect in ElementTree.fromstring(drawn).iter(f"{NAMESPACE}rect") if len(rect)
    }
    assert fills == {
        f"{name}: {grid().cells['KOR', code].outcome}, {grid().cells['KOR', code].rule}": COLOURS[
            grid().cells["KOR", code].outcome
        ]
        for code, name in (
            ("UKR", "Ukraine"),
            ("IND", "India"),
            ("PRK", "North Korea"),
            ("VAT", "Holy See (Vatican City State)"),
        )
    }
    assert "Not on the map: SUN" in drawn
    with pytest.raises(InputError, match="`NOR` is not among the exporters"):
        world_map(grid(), "NOR")


def test_every_member_of_the_united_nations_has_one_square(shipped: Library) -> None:
    placed = tiles()
    assert [state for state, count in Counter(tile.state for tile in placed).items() if count > 1] == []
    assert [place for place, count in Counter((t.column, t.row) for t in placed).items() if count > 1] == []
    members = {
        code for code in shipped.world.groups["UN"].members if member(shipped.world, "UN", code, Day(2026, 1, 1))
    }
    assert len(members) == 193
    others = {tile.state for tile in placed} - members
    assert members <= {tile.state for tile in placed}
    assert others == {"PSE", "TWN", "VAT", "XKX"}
    assert all(code in shipped.world.countries for code in others)
    assert [tile.state for tile in placed] == sorted(tile.state for tile in placed)


@pytest.mark.parametrize(
    ("west", "east"),
    [("USA", "CUB"), ("PRT", "ESP"), ("FRA", "DEU"), ("DEU", "POL"), ("POL", "UKR"), ("TUR", "IRN"), ("IRN", "PAK"), ("CHN", "KOR"), ("KOR", "JPN"), ("SEN", "ETH"), ("IND", "VNM"), ("CHL", "ARG")],
)  # fmt: skip
def test_squares_lie_as_the_countries_do_from_west_to_east(west: str, east: str) -> None:
    column = {tile.state: tile.column for tile in tiles()}
    assert column[west] < column[east]


@pytest.mark.parametrize(
    ("north", "south"),
    [("CAN", "USA"), ("USA", "MEX"), ("VEN", "ARG"), ("NOR", "DEU"), ("DEU", "ITA"), ("ITA", "LBY"), ("EGY", "SDN"), ("SDN", "ZAF"), ("RUS", "UKR"), ("MNG", "CHN"), ("PRK", "KOR"), ("CHN", "THA"), ("IDN", "AUS"), ("AUS", "NZL")],
)  # fmt: skip
def test_squares_lie_as_the_countries_do_from_north_to_south(north: str, south: str) -> None:
    row = {tile.state: tile.row for tile in tiles()}
    assert row[north] < row[south]


def test_whatever_an_item_is_called_the_picture_is_xml() -> None:
    odd = '<b>&"\x00\x1b\ud800 ]]> ' + "a very long name of a thing " * 12
    for drawn in (heat_map(grid(odd)), world_map(grid(odd), "KOR")):
        root = ElementTree.fromstring(drawn.encode("utf-8"))
        assert "<b>&" in (root.find(f"{NAMESPACE}title").text or "")  # type: ignore[union-attr]
        assert_clear(drawn)


@given(st.text(max_size=200), st.integers(40, 400))
def test_wrapped_lines_fit(text: str, width: int) -> None:
    lines = wrap(text, width, 10)
    assert 1 <= len(lines) <= 3


def test_a_png_needs_its_package_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from licet.pictures import png

    png._draws_text.cache_clear()
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(InputError, match="a PNG needs the package `resvg_py`, which is not installed") as caught:
        to_png(Svg(10, "").finish(10))
    assert "pip install 'licet[pictures]'" in (caught.value.problems[0].help or "")


def test_a_png_without_fonts_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from licet.pictures import png

    class Blind:
        def svg_to_bytes(self, **_: object) -> bytes:
            return b"the same"

    png._draws_text.cache_clear()
    monkeypatch.setitem(sys.modules, "resvg_py", Blind())  # type: ignore[arg-type]
    with pytest.raises(InputError, match="no font for the picture's text was found"):
        to_png(Svg(10, "").finish(10))
    png._draws_text.cache_clear()


def test_a_png_is_one() -> None:
    pytest.importorskip("resvg_py")
    drawn = to_png(timeline_picture(shells()))
    assert drawn.startswith(b"\x89PNG")
    assert drawn == to_png(timeline_picture(shells()))
