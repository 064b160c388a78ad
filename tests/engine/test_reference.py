"""Reference pages, consents and citations, on the small library."""

from __future__ import annotations

import datetime

from licet.cases import load_cases
from licet.citations import citations, stale
from licet.consents import consents
from licet.reference import exercised_by, index, page, timeline
from tests.golden import compare
from tests.small import FOLDER, library

GOLDEN = FOLDER.parent.parent / "engine" / "golden"


def test_a_page() -> None:
    policy = next(policy for policy in library().policies if policy.id == "kor")
    cases = exercised_by(library(), load_cases(FOLDER / "cases"))
    assert cases["kor/no-lethal-aid"] == ["2023-KOR-UKR-shells"]
    compare(GOLDEN / "page-kor.md", page(policy, library(), cases))
    assert "[Republic of Korea](kor.md) | 5 | 1 |" in index(library())


def test_the_timeline_has_every_first_and_last_day() -> None:
    policy = next(policy for policy in library().policies if policy.id == "kor")
    assert [(str(c.date), c.begins, c.ends) for c in timeline(policy)] == [
        ("2022-04-08", ("kor/no-lethal-aid",), ()),
        ("2024-08-21", (), ("kor/peaceful-purposes",)),
    ]


def test_consents() -> None:
    request = {
        "exporter": "POL",
        "destination": "UKR",
        "date": "2022-06-01",
        "items": [
            {"name": "155 mm shell", "origins": ["KOR", {"state": "DEU", "claim": "component", "share": 0.1}, "FRA"]}
        ],
        "via": ["SVK"],
        "consents": {"FRA": "granted"},
    }
    asked = {entry.state: entry for entry in consents(library().evaluate(request))}
    assert [(e.state, e.role, e.consent, e.by_its_law, e.encoded) for e in asked.values()] == [
        ("DEU", "origin", "not needed", "conditional", True),
        ("FRA", "origin", "granted", "undetermined", False),
        ("KOR", "origin", "open", "blocked", True),
        ("SVK", "transit", None, "undetermined", False),
    ]
    assert asked["DEU"].not_needed_by == ("deu/small-share",)
    assert [d.rule for d in asked["KOR"].deciding] == ["kor/no-lethal-aid"]
    assert asked["KOR"].cite is not None and asked["KOR"].cite.at == "art. 9"


def test_citations_are_due_by_their_age() -> None:
    checked = datetime.date(2026, 1, 2)
    assert {source.checked for source in citations(library())} == {checked}
    assert sum(len(source.rules) for source in citations(library())) == len(library().rules)
    assert not stale(library(), 30, checked + datetime.timedelta(30))
    assert len(stale(library(), 30, checked + datetime.timedelta(31))) == len(citations(library()))
