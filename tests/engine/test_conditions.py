"""The condition language: meaning of every operator with unknown, printing, and mistakes with their place."""

from __future__ import annotations

import pytest
from hypothesis import given

from licet.conditions import Scope, expression, parse
from licet.conditions.tree import Condition
from licet.evaluate.facts import LegFacts
from licet.evaluate.truth import compare, truth, unknown_leaves
from licet.outcome import Truth
from licet.terms import VOCABULARY
from licet.transfers.transfer import Leg
from tests import generators as gen

SCOPE = Scope(
    countries=gen.COUNTRIES.names,
    groups=gen.WORLD.groups,
    entity=lambda name: {"ansar allah": "houthis"}.get(name.lower(), name),
)


def read(text: str) -> Condition:
    condition, mistakes = parse(text, SCOPE)
    assert not mistakes, mistakes
    return condition


def facts(memberships: dict[tuple[str, str], bool] | None = None, **values: object) -> LegFacts:
    known = gen.Known(
        {name.replace("__", "."): value for name, value in values.items()}, memberships or {}, {}, {}, frozenset(), ()
    )
    return LegFacts(gen.WORLD, known.transfer(), Leg("KOR", "exporter", 0), strict=True)


T, F, U = True, False, None


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("end_use == combat", "combat", T),
        ("end_use == combat", "stockpile", F),
        ("end_use == combat", None, U),
        ("end_use != combat", "combat", F),
        ("end_use != combat", "stockpile", T),
        ("end_use != combat", None, U),
        ("end_use in {combat, training}", "combat", T),
        ("end_use in {combat, training}", "stockpile", F),
        ("end_use in {combat, training}", None, U),
        ("end_use not in {combat, training}", "combat", F),
        ("end_use not in {combat, training}", "stockpile", T),
        ("end_use not in {combat, training}", None, U),
    ],
)
def test_enumerations(text: str, value: str | None, expected: Truth) -> None:
    known = facts(end_use=value) if value else facts()
    assert truth(read(text), known) is expected


@pytest.mark.parametrize(
    ("sign", "below", "equal", "above"),
    [("<", T, F, F), ("<=", T, T, F), (">", F, F, T), (">=", F, T, T), ("==", F, T, F), ("!=", T, F, T)],
)
def test_ordered_comparisons(sign: str, below: Truth, equal: Truth, above: Truth) -> None:
    for term, values, bound in [
        ("value.usd", (1, 5, 9), "5"),
        ("contract_date", ("2020-01-01", "2021-01-01", "2022-01-01"), '"2021-01-01"'),
    ]:
        condition = read(f"{term} {sign} {bound}")
        key = term.replace(".", "__")
        assert [truth(condition, facts(**{key: value})) for value in values] == [below, equal, above]
        assert truth(condition, facts()) is U


@pytest.mark.parametrize(
    ("sign", "expected"), [("<", [T, T, F, F]), ("<=", [T, T, T, F]), (">", [F, F, F, T]), (">=", [F, F, T, T])]
)
def test_scales_are_ordered_as_listed(sign: str, expected: list[Truth]) -> None:
    levels = VOCABULARY["risk.ihl"].type
    assert [compare(level, sign, "clear", levels) for level in levels.members] == expected
    assert compare(None, sign, "clear", levels) is U


@pytest.mark.parametrize(("sign", "expected"), [("<", F), ("<=", F), (">", F), (">=", F), ("==", F), ("!=", T)])
def test_none_is_a_value_without_order(sign: str, expected: Truth) -> None:
    assert truth(read(f'contract_date {sign} "2021-01-01"'), facts(contract_date="none")) is expected


def test_none_is_equal_to_itself() -> None:
    assert truth(read("contract_date == none"), facts(contract_date="none")) is T
    assert truth(read("contract_date == none"), facts(contract_date="2021-01-01")) is F
    assert truth(read("contract_date == none"), facts()) is U
    assert truth(read("origin.claim in {none, complete}"), facts()) is T


@pytest.mark.parametrize(("value", "expected"), [(T, T), (F, F), (None, U)])
def test_a_truth_stands_alone(value: Truth, expected: Truth) -> None:
    known = facts() if value is None else facts(item__lethal=value)
    assert truth(read("item.lethal"), known) is expected
    assert truth(read("item.lethal == true"), known) is expected
    assert truth(read("not item.lethal"), known) is {T: F, F: T, U: U}[expected]
    assert truth(read("item.lethal == false"), known) is {T: F, F: T, U: U}[expected]


def test_memberships_are_dated_and_open_where_the_group_is_incomplete() -> None:
    union, club = read("state in UNION"), read("state in CLUB")
    assert truth(union, facts()) is T
    assert truth(read("destination in UNION"), facts()) is F  # complete: no row means no
    assert truth(read("destination in CLUB"), facts()) is U
    assert truth(read("destination in {CLUB, UKR}"), facts()) is T
    assert truth(read("destination not in CLUB"), facts()) is U
    assert truth(read("destination in CLUB"), facts({("UKR", "CLUB"): True})) is T
    assert truth(club, facts()) is T


def test_and_or_absorb_the_unknown() -> None:
    assert truth(read("item.lethal and end_use == combat"), facts(end_use="stockpile")) is F
    assert truth(read("item.lethal or end_use == combat"), facts(end_use="combat")) is T
    assert truth(read("item.lethal and end_use == combat"), facts(end_use="combat")) is U


def test_members_win_over_terms_of_the_same_name() -> None:
    assert expression(read("role == exporter and supplier == state")) == "role == exporter and supplier == state"
    assert truth(read("supplier == state"), facts(supplier="state")) is T
    assert truth(read("exporter == destination"), facts()) is F


def test_a_keyword_of_python_may_be_a_member() -> None:
    assert expression(read("activity in {export, import}")) == "activity in {export, import}"
    assert expression(read('activity == import and end_user.name == "the import desk"')).endswith('"the import desk"')


def test_names_of_end_users_are_matched_by_alias() -> None:
    assert expression(read('end_user.name in {"Ansar Allah"}')) == 'end_user.name in {"houthis"}'


def test_chained_and_turned_comparisons() -> None:
    assert expression(read("0.2 < origin.share <= 0.5")) == "origin.share > 0.2 and origin.share <= 0.5"
    assert expression(read('"2021-01-01" >= contract_date')) == 'contract_date <= "2021-01-01"'


@given(gen.conditions(3))
def test_printing_and_parsing_again_keeps_the_meaning(condition: Condition) -> None:
    printed = expression(condition)
    assert expression(read(printed)) == printed


@given(gen.conditions(3), gen.knowledge(), gen.knowledge())
def test_printed_conditions_mean_the_same(condition: Condition, known: gen.Known, other: gen.Known) -> None:
    again = read(expression(condition))
    for each in (known, other):
        on_leg = LegFacts(gen.WORLD, each.transfer(), Leg("KOR", "exporter", 0), strict=True)
        assert truth(condition, on_leg) is truth(again, on_leg)


@given(gen.conditions(3), gen.knowledge())
def test_an_unknown_condition_names_unknown_facts(condition: Condition, known: gen.Known) -> None:
    on_leg = LegFacts(gen.WORLD, known.transfer(), Leg("KOR", "exporter", 0), strict=True)
    leaves = unknown_leaves(condition, on_leg)
    assert bool(leaves) is (truth(condition, on_leg) is None)
    assert all(" in " in leaf or on_leg.value(leaf).value is None for leaf in leaves)


MISTAKES = [
    ("item.letal", "there is no fact `item.letal`", "did you mean `item.lethal`?", "item.letal"),
    ("end_use == combt", "`combt` is not an end use", "did you mean `combat`?", "combt"),
    ("destination == UKRA", "`UKRA` is not a country or group", "did you mean `UKR`?", "UKRA"),
    ("destination in UKR", "`UKR` is a country, not a group", "write `destination == UKR`", "UKR"),
    ("destination == CLUB", "`CLUB` is a group", "write `destination in CLUB`", "CLUB"),
    ("end_use", "`end_use` is an end use, not a yes or no", "compare it: `end_use == …` or `end_use in {…}`", "end_use"),
    ("UKR", "`UKR` is a country, not a condition", "write `destination == UKR`", "UKR"),
    ("end_use < combat", "`end_use` has no order: `<` does not compare it", "use `==` or `in`", "end_use < combat"),
    ("contract_date < \"2022-02-30\"", '`"2022-02-30"` is not a date', 'write it as `"YYYY-MM-DD"`', '"2022-02-30"'),
    ("contract_date < 2022", "`2022` is not a date in quotes", 'write it as `"YYYY-MM-DD"`', "2022"),
    ("value.usd > combat", "`combat` is not a number", None, "combat"),
    ("item.lethal == combat", "`item.lethal` is a yes or no", "write `item.lethal` or `not item.lethal`", "item.lethal == combat"),
    ("value.usd == end_use", "`value.usd` is a number, `end_use` an end use: they do not compare", None, "end_use"),
    ("open('x')", "a call is not a condition", None, "open('x')"),
    ("item.lethal and 1 + 1", "arithmetic is not a condition", None, "1 + 1"),
    ("end_use == combat if item.lethal else end_use == sport", "an `if` expression is not a condition", None, None),
    ("end_use is combat", "`is` does not compare here", "write `==`", "end_use is combat"),
    ("end_user.name == Houthis", "`Houthis` is not a name in quotes", 'write it as `"…"`', "Houthis"),
    ("end_use = combat", "the condition is not an expression: invalid syntax", "compare with `==`", None),
    ("", "the condition is empty", None, None),
    ("(" * 300 + "item.lethal" + ")" * 300, None, None, None),
    ("not " * 3000 + "item.lethal", None, None, None),
    ("item.lethal and " * 500 + "item.lethal", None, None, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message", "hint", "place"), MISTAKES, ids=[text[:30] for text, *_ in MISTAKES])
def test_mistakes(text: str, message: str | None, hint: str | None, place: str | None) -> None:
    _, mistakes = parse(text, SCOPE)
    assert mistakes
    if message is None:
        return
    (mistake,) = mistakes
    assert (mistake.message, mistake.help) == (message, hint)
    if place is not None:
        assert text[mistake.start : mistake.start + mistake.length] == place


def test_all_mistakes_of_an_expression_are_found() -> None:
    _, mistakes = parse("item.letal and end_use == combt or foo(1)", SCOPE)
    assert len(mistakes) == 3
