"""From a request to a transfer: names of countries and items are looked up, hypotheticals are typed."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any, cast

from licet.conditions.tree import Plain
from licet.documents import Document, KeyPath
from licet.problems import InputError, Problem, did_you_mean, sort_key, suggest
from licet.terms import VOCABULARY
from licet.terms.showings import SHOWINGS
from licet.terms.steps import APPROVALS, ASSURANCES, KNOWLEDGE, RISKS
from licet.transfers.form import ALL_RISKS, read_form
from licet.transfers.transfer import Answers, Step, Transfer, TransferItem
from licet.values import Value
from licet.world.catalogue import CatalogueItem, OriginClaim
from licet.world.features import feature_names, typed
from licet.world.model import World

if TYPE_CHECKING:
    from licet.transfers.request import Item, Request, StateAnswers

_FIXED = ("state", "role", "exporter", "destination", "date", "own_stock", "origin.claim", "origin.share")
_NAMELESS = "an item needs a `name` or a `category`"
_MEMBERSHIP = re.compile(r"(\w+) in (\w+)\Z")
_CATEGORY_ATT: dict[str, str] = {"ML1": "small_arms", "ML3": "ammunition"} | dict.fromkeys(
    ("ML7", "ML8", "ML11", "ML13", "ML14", "ML15", "ML17", "ML18", "ML20", "ML21", "ML22", "DU", "NL"), "none"
)


def read_request(
    data: Any, world: World, *, default_date: datetime.date | None = None, document: Document | None = None
) -> Transfer:
    """Resolve a request: a :class:`Request`, a dict of its form, or a document that holds one.

    Args:
        data: the request; ignored where ``document`` is given.
        world: for the names of countries, items and groups.
        default_date: the date of a request without one; the library itself never reads the clock.
        document: a document, so that problems can say where they are.

    Raises:
        InputError: the request is bad; one problem for each mistake.
    """
    if not isinstance(data, dict) and document is None:
        from licet.transfers.request import Request

        if isinstance(data, Request):
            data = data.model_dump(mode="json", exclude_none=True)
    if document is None:
        document = Document("request", "", _plain(data))
    return RequestReader(document, world, default_date).read()


def _plain(data: Any) -> Any:
    """Dates in a Python dict become ISO text, tuples and sets lists, so that a dict and a file are read alike."""
    if isinstance(data, dict):
        return {key if isinstance(key, str) else str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list | tuple | set | frozenset):
        return [_plain(value) for value in data]
    if isinstance(data, datetime.datetime):
        return data.date().isoformat()
    return data.isoformat() if isinstance(data, datetime.date) else data


class RequestReader:
    """Reads one request; ``problems`` collects every mistake in it."""

    def __init__(self, document: Document, world: World, default_date: datetime.date | None) -> None:
        self.document = document
        self.world = world
        self.default_date = default_date
        self.problems: list[Problem] = []

    def read(self) -> Transfer:
        """The transfer, or an InputError with all problems."""
        # the ordinary form reads the same with and without the model
        request = cast("Request | None", read_form(self.document.data)) or self._model()
        if request is None:
            self._more_problems()
            raise InputError(self._placed())
        transfer = self._transfer(request)
        if self.problems:
            raise InputError(self._placed())
        return transfer

    def _model(self) -> Request | None:
        """The request by its pydantic model, which says all that is wrong with it."""
        from licet.transfers.request import Request
        from licet.validation import validate

        request, self.problems = validate(Request, self.document)
        return request

    def _placed(self) -> list[Problem]:
        # a mistake of form may be met again when names are looked up: it is said once
        problems = list(dict.fromkeys(self.problems))
        if self.document.text:
            return sorted(problems, key=sort_key)
        # a request from Python has no lines: its problems stand without a place
        return list(dict.fromkeys(Problem(problem.message, None, problem.help) for problem in problems))

    def _more_problems(self) -> None:
        """Countries and items are looked up even where the request's form is wrong: all mistakes in one run."""
        data = self.document.data
        if not isinstance(data, dict):
            return
        for key in ("exporter", "destination", "broker"):
            if isinstance(data.get(key), str | bool):
                self._country(data[key], (key,))
        items = data.get("items")
        for index, item in enumerate(items if isinstance(items, list) else ()):
            path: KeyPath = ("items", index)
            name = item.get("name") if isinstance(item, dict) else item
            described = isinstance(item, dict) and item.get("category") is not None
            if isinstance(name, str):
                self._look_up(name, described, (*path, "name") if isinstance(item, dict) else path)
            elif name is None and not described:
                self._problem(_NAMELESS, path)

    def _transfer(self, request: Request) -> Transfer:
        date = request.date or self.default_date
        if date is None and self.document.data.get("date") is None:
            message = "the key `date` is missing"
            self._problem(message, (), "the date on which the transfer is decided, as YYYY-MM-DD")
        date = date or datetime.date.min
        exporter = self._country(request.exporter, ("exporter",))
        destination = self._country(request.destination, ("destination",))
        items = tuple(self._item(item, ("items", index)) for index, item in enumerate(request.items))
        assumed, memberships = self._facts(request.facts)
        via = tuple(self._country(state, ("via", index)) for index, state in enumerate(request.via))
        holders = tuple(self._country(state, ("holders", index)) for index, state in enumerate(request.holders))
        closed = [] if all(item.origins_stated for item in items) else ["origins"]
        closed += [key for key in ("via", "broker") if key not in request.model_fields_set]
        return Transfer(
            exporter=exporter,
            destination=destination,
            date=date,
            items=items,
            values=self._values(request),
            activity=request.activity or "export",
            consents=self._consents(request),
            answers=self._answers(request, ()),
            by_state={
                self._country(state, ("by_state", state), key=True): self._answers(answers, ("by_state", state))
                for state, answers in request.by_state.items()
            },
            holders=holders,
            via=via,
            broker=None if request.broker is None else self._country(request.broker, ("broker",)),
            assumed=assumed,
            memberships=memberships,
            closed=tuple(closed),
        )

    def _values(self, request: Request) -> dict[str, Value]:
        contract = request.contract_date
        user = request.end_user
        stated: dict[str, Plain | None] = {
            "channel": request.channel,
            "supplier": request.supplier,
            "contract_date": contract.isoformat() if isinstance(contract, datetime.date) else contract,
            "temporary": request.temporary,
            "ownership_passes": request.ownership_passes,
            "value.usd": request.value_usd,
            "end_use": request.end_use,
            "end_user.type": user.type if user else None,
            "end_user.name": self.world.entity(user.name) if user and user.name else None,
            "regulator": request.regulator or "none",
        }
        return {term: Value(value, "stated") for term, value in stated.items() if value is not None}

    # countries and items

    def _country(self, written: str | bool, path: KeyPath, *, key: bool = False) -> str:
        code = self.world.countries.find(written)
        if code is None:
            self.problems.append(self.world.countries.problem(written, self.document.span(path, key=key)))
            return "???"
        return code

    def _look_up(self, name: str, described: bool, path: KeyPath) -> CatalogueItem | None:
        found = self.world.catalogue.find(name)
        if found is None and not described:
            near = self.world.catalogue.nearest(name)
            help_text = f"did you mean `{near.name}`? " if near else ""
            help_text += "an item that is not in the catalogue needs its `category` (ML1 to ML22, DU, NL)"
            self._problem(f"`{name}` is not in the item catalogue", path, help_text)
        return found

    def _item(self, item: Item, path: KeyPath) -> TransferItem:
        found = None
        written = self.document.data["items"][path[-1]]
        described = isinstance(written, dict) and written.get("category") is not None
        if item.name is not None:
            found = self._look_up(item.name, described, (*path, "name") if isinstance(written, dict) else path)
        elif not described and not (isinstance(written, dict) and "name" in written):
            self._problem(_NAMELESS, path)
        values: dict[str, Value] = {}
        if found is not None:
            source = f"catalogue: {found.name}"
            known: dict[str, Plain | None] = {
                "item.category": found.category,
                "item.lethal": found.lethal,
                "item.att_category": found.att_category,
                **{f"item.{name}": value for name, value in found.features.items()},
            }
            values = {term: Value(v, "recorded", source) for term, v in known.items() if v is not None}
        stated: dict[str, Plain | None] = {
            "item.category": item.category,
            "item.lethal": item.lethal,
            "item.att_category": item.att_category,
            **self._features(item.features, (*path, "features")),
        }
        values |= {term: Value(value, "stated") for term, value in stated.items() if value is not None}
        _derive(values)
        name = item.name or (found.name if found else f"item of {item.category}")
        return TransferItem(name, values, *self._origins(item, found, path), quantity=item.quantity)

    def _features(self, features: dict[str, Any], path: KeyPath) -> dict[str, Plain | None]:
        result: dict[str, Plain | None] = {}
        for name, written in features.items():
            if written is None:
                continue
            term = VOCABULARY.get(f"item.{name}")
            here = (*path, name)
            if term is None or name in ("category", "lethal", "att_category"):
                names = feature_names(VOCABULARY)
                problem = Problem(
                    f"there is no feature `{name}`", self.document.span(here, key=True), did_you_mean(name, names)
                )
                self.problems.append(problem)
                continue
            value, wrong = typed(term, written, self.world.countries.names, self.document.span(here))
            self.problems += [wrong] if wrong else []
            result[term.name] = value
        return result

    def _origins(self, item: Item, found: CatalogueItem | None, path: KeyPath) -> tuple[tuple[OriginClaim, ...], bool]:
        if item.origins is None:
            return (found.origins, False) if found else ((), False)
        claims = []
        for index, origin in enumerate(item.origins):
            here: KeyPath = (*path, "origins", index)
            if (*here, "state") in self.document.values:
                here = (*here, "state")
            state = self._country(origin.state, here)
            usual = next((claim for claim in (found.origins if found else ()) if claim.state == state), None)
            claim = origin.claim or (usual.claim if usual else "complete")
            claims.append(OriginClaim(state, claim, origin.share))
        return tuple(claims), True

    # steps, showings, hypotheticals

    def _consents(self, request: Request) -> dict[str, bool]:
        consents: dict[str, bool] = {}
        for written, answer in request.consents.items():
            state = self._country(written, ("consents", written), key=True)
            if answer in ("granted", "refused"):
                consents[state] = answer == "granted"
        return consents

    def _answers(self, given: Request | StateAnswers, path: KeyPath) -> Answers:
        steps: dict[str, Step] = {}
        everything = given.risks.get(ALL_RISKS)
        for key, level in given.risks.items():
            if key != ALL_RISKS and self._known(key, RISKS, (*path, "risks", key)) and level is not None:
                steps[f"risk.{key}"] = level
        for key, truth in given.assurances.items():
            if self._known(key, ASSURANCES, (*path, "assurances", key)) and truth is not None:
                steps[f"assurance.{key}"] = truth
        for key, truth in given.knowledge.items():
            if self._known(key, KNOWLEDGE, (*path, "knowledge", key)) and truth is not None:
                steps[f"no_knowledge.{key}"] = not truth
        if everything == "low":
            # a state that finds every risk low knows of no atrocity the goods would serve
            for key in KNOWLEDGE:
                steps.setdefault(f"no_knowledge.{key}", True)
        for key, answer in given.approvals.items():
            if self._known(key, APPROVALS, (*path, "approvals", key)) and answer in ("granted", "refused"):
                steps[f"approval.{key}"] = answer == "granted"
        shown = []
        for index, key in enumerate(given.shown):
            if key in SHOWINGS:
                shown.append(f"shown.{key}")
            else:
                self._problem(f"there is no showing `{key}`", (*path, "shown", index), suggest(key, [*SHOWINGS]))
        return Answers(steps, frozenset(shown))

    def _known(self, key: str, known: dict[str, str], path: KeyPath) -> bool:
        if key in known:
            return True
        span = self.document.span(path, key=True)
        self.problems.append(Problem(f"unknown key `{key}`", span, suggest(key, [*known])))
        return False

    def _facts(self, facts: dict[str, Any]) -> tuple[dict[str, Plain], dict[tuple[str, str], bool]]:
        values: dict[str, Plain] = {}
        memberships: dict[tuple[str, str], bool] = {}
        for name, written in facts.items():
            path: KeyPath = ("facts", name)
            membership = _MEMBERSHIP.match(name)
            if membership is not None:
                state = self._country(membership[1], path, key=True)
                if membership[2] not in self.world.groups:
                    hint = did_you_mean(membership[2], self.world.groups)
                    self._problem(f"there is no group `{membership[2]}`", path, hint, key=True)
                elif not isinstance(written, bool):
                    self._problem("a membership is `true` or `false`", path)
                else:
                    memberships[state, membership[2]] = written
                continue
            term = VOCABULARY.get(name)
            if term is None:
                self._problem(f"there is no fact `{name}`", path, did_you_mean(name, VOCABULARY), key=True)
            elif name in _FIXED:
                self._problem(f"`{name}` follows from the request and cannot be assumed", path, key=True)
            elif term.kind != "fact":
                self._problem(f"`{name}` is a {term.kind}: it has its own key in the request", path, key=True)
            else:
                if term.type.base == "country" and isinstance(written, str):
                    written = self.world.countries.find(written) or written
                value, wrong = typed(term, written, self.world.countries.names, self.document.span(path))
                self.problems += [wrong] if wrong else []
                if value is not None:
                    values[name] = value
        return values, memberships

    def _problem(self, message: str, path: KeyPath, help_text: str | None = None, *, key: bool = False) -> None:
        self.problems.append(Problem(message, self.document.span(path, key=key), help_text))


def _derive(values: dict[str, Value]) -> None:
    """Where the catalogue is silent, some values follow from others.

    Some military-list categories fall under one heading of the treaty, or none; what falls under parts is a component.
    """
    category = values.get("item.category")
    if "item.att_category" not in values and category is not None and category.value in _CATEGORY_ATT:
        values["item.att_category"] = Value(_CATEGORY_ATT[str(category.value)], "derived", "from the category")
    heading = values.get("item.att_category")
    if "item.component" not in values and heading is not None and heading.value == "parts":
        values["item.component"] = Value(True, "derived", "from the heading in the Arms Trade Treaty")
