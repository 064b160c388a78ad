"""The laws of comparisons, over generated libraries and transfers."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from licet.amend.applying import changed_rules
from licet.compare import Change, Side, compare_evaluations
from licet.compare.difference import OPPOSITE
from licet.compare.sides import _Comparing
from licet.library import Library
from tests import generators as gen

fewer = settings(max_examples=settings().max_examples // 3)  # libraries are slow to make
CHANGED = {"added", "removed", "changed"}


def libraries() -> st.SearchStrategy[Library]:
    """Libraries that can be amended: every generated permit may lift what it lifts."""

    def with_room(library: Library) -> Library:
        return gen.library_of(
            tuple(
                replace(policy, rules=tuple(replace(rule, leaves_room=True) for rule in policy.rules))
                for policy in library.policies
            )
        )

    return gen.libraries().map(with_room)


def put(old: Library, new: Library, known: gen.Known) -> Change:
    changed = changed_rules(old, new)
    transfer = known.transfer()
    return compare_evaluations(
        "x", old.evaluate(transfer, strict=True), new.evaluate(transfer, strict=True), changed
    )  # fmt: skip


def suspended(library: Library, rules: list[str]) -> Library:
    return library.amend("amendment: x\nsuspend:\n" + "".join(f"  - {rule}\n" for rule in rules)) if rules else library


def under(library: Library, gates: list[str]) -> list[str]:
    return [rule.id for rule in library.rules.values() if rule.under in gates]


def lifting(gates: list[str]) -> str:
    """An amendment by which a permit that always holds lifts each gate."""
    text = "amendment: x\nlayer: law\nsources: {act: {title: Act}}\nadd:\n"
    for gate in gates:
        text += (
            f"  - {{id: {gate}-free, title: x, cite: {{source: act, at: art. 1}}, effect: permit, when: true,"
            f" because: it is free, lifts: [{gate}]}}\n"
        )
    return text


def of_effect(library: Library, *effects: str) -> list[str]:
    return [rule.id for rule in library.rules.values() if rule.effect in effects]


@fewer
@given(libraries(), gen.knowledge())
def test_an_empty_amendment_changes_nothing(library: Library, known: gen.Known) -> None:
    found = put(library, library.amend("amendment: nothing\n"), known)
    assert (found.direction, found.reasons, found.other_reasons) == ("same", (), False)
    assert not found.difference().changes


@fewer
@given(libraries(), gen.knowledge(), st.data())
def test_suspending_all_but_permits_is_never_stricter(library: Library, known: gen.Known, data: st.DataObject) -> None:
    bars = of_effect(library, "refuse", "require", "weigh")
    gone = data.draw(st.lists(st.sampled_from(bars), min_size=1, unique=True))
    found = put(library, suspended(library, gone), known)
    assert found.direction in ("same", "looser")
    # and the rules that are named as reasons are among those suspended or under them, and enough of them to raise that end
    assert {reason.rule for reason in found.reasons} <= {*gone, *under(library, gone)}
    worst = found.before.interval.worst
    if found.after.interval.worst > worst:
        named = sorted({reason.rule for reason in found.reasons})
        assert put(library, suspended(library, named), known).after.interval.worst > worst


@fewer
@given(libraries(), gen.knowledge(), st.data())
def test_suspending_a_gate_suspends_what_is_under_it_and_no_more(
    library: Library, known: gen.Known, data: st.DataObject
) -> None:
    gates = data.draw(st.lists(st.sampled_from(of_effect(library, "weigh")), min_size=1, unique=True))
    new = suspended(library, gates)
    taken = {*gates, *under(library, gates)}
    assert {*library.rules} - {*new.rules} == taken | {
        rule.id for rule in library.rules.values() if rule.effect == "permit" and {*rule.lifts} <= taken
    }
    # a gate by itself bars nothing: the answer is that without what is under it
    transfer = known.transfer()
    bare = suspended(library, under(library, gates)).evaluate(transfer, strict=True)
    assert new.evaluate(transfer, strict=True).interval == bare.interval
    # which is also the answer where every gate is lifted
    lifted = library.amend(lifting(gates)).evaluate(transfer, strict=True)
    assert new.evaluate(transfer, strict=True).interval == lifted.interval


@fewer
@given(libraries(), gen.knowledge(), st.data())
def test_suspending_permits_is_never_looser(library: Library, known: gen.Known, data: st.DataObject) -> None:
    permits = of_effect(library, "permit")
    assume(permits)
    gone = data.draw(st.lists(st.sampled_from(permits), min_size=1, unique=True))
    found = put(library, suspended(library, gone), known)
    assert found.direction in ("same", "stricter")
    if found.flips:
        assert {reason.rule for reason in found.reasons if reason.effect == "permit"} & {*gone}


@fewer
@given(libraries(), libraries(), gen.knowledge())
def test_swapping_the_sides_turns_everything_round(old: Library, new: Library, known: gen.Known) -> None:
    there, back = put(old, new, known), put(new, old, known)
    assert back.direction == OPPOSITE[there.direction]
    assert back.other_reasons == there.other_reasons
    turned = {(reason.rule, reason.leg, reason.after, reason.before) for reason in back.reasons}
    assert {(reason.rule, reason.leg, reason.before, reason.after) for reason in there.reasons} == turned
    ahead, behind = there.difference(), back.difference()
    for part in ("grounds", "legs", "conditions", "lifted", "considerations", "unknown", "assumptions"):
        one, other = getattr(ahead, part), getattr(behind, part)
        assert (set(one.gone), set(one.new)) == (set(other.new), set(other.gone))
        assert {(pair.before, pair.after) for pair in one.changed} == {
            (pair.after, pair.before) for pair in other.changed
        }  # fmt: skip


@fewer
@given(libraries(), libraries(), gen.knowledge())
def test_a_flip_between_libraries_rests_on_rules_that_differ(old: Library, new: Library, known: gen.Known) -> None:
    found = put(old, new, known)
    assert found.flips == bool(found.reasons)
    causes = {reason.cause for reason in found.reasons}
    # the transfer, its date and the world are the same: nothing but the libraries can be the cause
    assert causes <= CHANGED | {"lifted", "not lifted", "licence duty", "consent"}
    assert causes & CHANGED or not found.flips


@fewer
@given(libraries(), gen.knowledge(), gen.knowledge())
def test_a_flip_within_a_library_rests_on_what_is_known(library: Library, less: gen.Known, more: gen.Known) -> None:
    evaluations = [library.evaluate(known.transfer(), strict=True) for known in (less, more)]
    found = compare_evaluations("x", *evaluations, {})
    assert found.flips == bool(found.reasons)
    assert not {reason.cause for reason in found.reasons} & CHANGED
    for reason in found.reasons:
        if reason.cause == "facts" and reason.effect in ("refuse", "require"):
            # a fact that differs is named, or what is shown or answered differs
            steps = less.steps != more.steps or less.shown != more.shown or less.consents != more.consents
            assert reason.facts or steps


@fewer
@given(libraries(), gen.knowledge(), st.data())
def test_the_short_way_round_gives_what_the_long_one_gives(
    library: Library, known: gen.Known, data: st.DataObject
) -> None:
    gone = data.draw(st.lists(st.sampled_from(sorted(library.rules)), max_size=2, unique=True))
    new = suspended(library, gone)
    sides = Side(library, strict=True), Side(new, strict=True)
    transfer = known.transfer()
    short = _Comparing(*sides).change("x", transfer, transfer)
    assert short.brief() == put(library, new, known).brief()
    assert short.after.interval == new.evaluate(transfer, strict=True).interval
