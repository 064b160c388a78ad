"""Requests of ordinary form are read without the model as the model reads them; what it would refuse is left to it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from licet.terms.items import ATT_CATEGORY, CATEGORY
from licet.terms.steps import RISK_LEVEL
from licet.terms.transfer import ACTIVITY, CHANNEL, CLAIM, END_USE, END_USER_TYPE, SUPPLIER
from licet.transfers.form import Form, read_form
from licet.transfers.request import Request

ODD: st.SearchStrategy[Any] = st.sampled_from(
    [
        *(None, True, False, 0, -1, 1.5, float("inf"), float("nan"), 10**400, "", " ", "no", "none", [], {}, [None]),
        *({"a": None}, {"": True}, ["x"], {"*": "low"}, {1: "a"}, {"name": "x", "naem": 1}),
        *("2023-02-30", "20230101", "2023-01-01T00:00"),
    ]
)


def mostly(plain: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """The plain strategy, or now and then something odd."""
    return st.integers(0, 9).flatmap(lambda dice: ODD if dice == 0 else plain)


def word(type_: Any) -> st.SearchStrategy[Any]:
    return mostly(st.sampled_from(type_.members))


texts = mostly(st.sampled_from(["KOR", " Poland ", "Leopard 2", "x"]))
dates = mostly(st.sampled_from(["2023-01-30", "1999-12-31", "none"]))
truths = mostly(st.booleans())
numbers = mostly(st.one_of(st.integers(0, 2), st.floats(0, 2)))
answers = mostly(
    st.dictionaries(st.sampled_from(["a", "b"]), mostly(st.sampled_from(["granted", "refused", "pending"])))
)
given_truths = mostly(st.dictionaries(st.sampled_from(["a", "b"]), truths))
levels = st.one_of(word(RISK_LEVEL), mostly(st.dictionaries(st.sampled_from(["ihl", "x"]), word(RISK_LEVEL))))
origins = st.one_of(
    texts, mostly(st.fixed_dictionaries({"state": texts}, optional={"claim": word(CLAIM), "share": numbers}))
)
items = st.one_of(
    texts,
    mostly(
        st.fixed_dictionaries(
            {},
            optional={
                "name": texts,
                "category": word(CATEGORY),
                "lethal": truths,
                "att_category": word(ATT_CATEGORY),
                "quantity": numbers,
                "features": mostly(st.dictionaries(st.sampled_from(["a", "b"]), ODD)),
                "origins": mostly(st.lists(origins, max_size=2)),
            },
        )
    ),
)
users = mostly(st.fixed_dictionaries({}, optional={"name": texts, "type": word(END_USER_TYPE)}))
states = mostly(st.lists(texts, max_size=2))
KEYS: dict[str, st.SearchStrategy[Any]] = {
    "date": dates,
    "contract_date": dates,
    "activity": word(ACTIVITY),
    "channel": word(CHANNEL),
    "supplier": word(SUPPLIER),
    "end_user": users,
    "end_use": word(END_USE),
    "temporary": truths,
    "ownership_passes": truths,
    "regulator": texts,
    "value_usd": numbers,
    "holders": states,
    "via": states,
    "broker": texts,
    "consents": answers,
    "assurances": given_truths,
    "risks": levels,
    "knowledge": given_truths,
    "approvals": answers,
    "by_state": st.just({}),
    "shown": states,
    "facts": mostly(st.dictionaries(st.sampled_from(["a", "b"]), ODD)),
    "destinaton": texts,
}


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    request = {"exporter": draw(texts), "destination": draw(texts), "items": [draw(items)]}
    for key in draw(st.lists(st.sampled_from([*KEYS]), max_size=4, unique=True)):
        request[key] = draw(KEYS[key])
    return request


def assert_same(form: Any, model: Any) -> None:
    """Equal in value and in type, attribute by attribute."""
    if isinstance(form, Form):
        assert isinstance(model, BaseModel)
        assert form.model_fields_set == model.model_fields_set
        for name in type(model).model_fields:
            assert_same(getattr(form, name), getattr(model, name))
    elif isinstance(form, list):
        assert len(form) == len(model)
        for one, other in zip(form, model, strict=True):
            assert_same(one, other)
    else:
        # through their text: a value that is not a number is not equal to itself
        assert (type(form), repr(form)) == (type(model), repr(model))


@settings(max_examples=500)
@given(request=requests())
def test_as_the_model(request: dict[str, Any]) -> None:
    form = read_form(request)
    if form is None:
        return
    try:
        model = Request.model_validate(request)
    except ValidationError as error:
        pytest.fail(f"the model refuses it: {error}")
    assert_same(form, model)


ENDS = {"exporter": "KOR", "destination": "Ukraine", "items": ["155mm shell"]}
PLAIN: list[dict[str, Any]] = [
    {},
    {
        "date": "2023-01-30",
        "end_use": "combat",
        "risks": "low",
        "contract_date": "none",
        "via": ["POL"],
        "broker": "DEU",
    },
    {"items": [{"name": "Krab", "origins": [{"state": "DEU", "claim": "component", "share": 0.2}], "quantity": 3}]},
    {"items": [{"category": "ML6", "lethal": True, "features": {"protective": False}}], "facts": {"date": "x"}},
    {"end_user": {"type": "police", "name": "x"}, "risks": {"ihl": "clear"}, "consents": {"DEU": "granted"}},
    {"assurances": {"no_reexport": True}, "knowledge": {"x": False}, "approvals": {"a": None}, "shown": ["x"]},
    {"temporary": False, "ownership_passes": True, "regulator": "x", "value_usd": 5, "holders": ["POL"]},
]


@pytest.mark.parametrize("more", PLAIN)
def test_ordinary_requests_need_no_model(more: dict[str, Any]) -> None:
    form = read_form(ENDS | more)
    assert form is not None
    assert_same(form, Request.model_validate(ENDS | more))


@pytest.mark.parametrize(
    "data", [None, [], "x", {}, {"exporter": "KOR"}, ENDS | {"items": []}, ENDS | {"by_state": {"KOR": {}}}]
)
def test_the_rest_is_left_to_the_model(data: Any) -> None:
    assert read_form(data) is None
