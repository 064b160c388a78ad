"""Names of countries: ISO 3166-1 through pycountry, and the spellings people use."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Mapping

from licet.problems import Problem, Span, nearest

_EXTRA_NAMES = {
    "ARE": ("UAE", "Emirates", "the Emirates"),
    "BOL": ("Bolivia",),
    "BRN": ("Brunei",),
    "CIV": ("Ivory Coast", "Cote d'Ivoire"),
    "COD": ("DR Congo", "DRC", "Congo-Kinshasa", "Democratic Republic of the Congo"),
    "COG": ("Congo-Brazzaville",),
    "CPV": ("Cape Verde",),
    "CZE": ("Czech Republic",),
    "FSM": ("Micronesia",),
    "GBR": ("UK", "Britain", "Great Britain", "England"),
    "IRN": ("Iran",),
    "KOR": ("South Korea", "Republic of Korea", "ROK", "Korea"),
    "LAO": ("Laos",),
    "MDA": ("Moldova",),
    "MKD": ("Macedonia",),
    "MMR": ("Burma",),
    "NLD": ("Holland", "the Netherlands"),
    "PRK": ("North Korea", "DPRK"),
    "PSE": ("Palestine",),
    "RUS": ("Russia",),
    "SAU": ("KSA", "Saudi"),
    "SWZ": ("Swaziland",),
    "SYR": ("Syria",),
    "TUR": ("Turkey", "Turkiye"),
    "TWN": ("Taiwan",),
    "TZA": ("Tanzania",),
    "USA": ("United States of America", "America", "US"),
    "VAT": ("Vatican",),
    "VEN": ("Venezuela",),
    "VNM": ("Vietnam",),
}
_SHORT_NAMES = {
    "BOL": "Bolivia",
    "COD": "DR Congo",
    "GBR": "United Kingdom",
    "IRN": "Iran",
    "KOR": "South Korea",
    "LAO": "Laos",
    "MDA": "Moldova",
    "PRK": "North Korea",
    "PSE": "Palestine",
    "RUS": "Russia",
    "SYR": "Syria",
    "TUR": "Turkey",
    "TWN": "Taiwan",
    "TZA": "Tanzania",
    "USA": "United States",
    "VEN": "Venezuela",
    "VNM": "Vietnam",
}
# not in ISO 3166-1, or withdrawn from it, and met in the records
_OTHERS = {
    "XKX": "Kosovo",
    "YUG": "Yugoslavia",
    "SCG": "Serbia and Montenegro",
    "SUN": "Soviet Union",
    "DDR": "German Democratic Republic",
    "CSK": "Czechoslovakia",
    "YMD": "South Yemen",
}
NOT_A_COUNTRY = "no"
"""What YAML 1.1 reads as `false`, and so what nobody should write for Norway."""


class Countries:
    """All countries by alpha-3 code, and look-up by what people write."""

    def __init__(self, names: Mapping[str, str], spellings: Mapping[str, str]) -> None:
        self.names = dict(names)
        self._spellings = dict(spellings)

    @classmethod
    def load(cls) -> Countries:
        """Read pycountry's table of ISO 3166-1."""
        names: dict[str, str] = {}
        spellings: dict[str, str] = {}
        for country in _iso_3166():
            code = country["alpha_3"]
            names[code] = _SHORT_NAMES.get(code) or country.get("common_name", country["name"])
            written = [code, country["alpha_2"], country["name"], names[code]]
            written += [country[key] for key in ("common_name", "official_name") if key in country]
            for spelling in (*written, *_EXTRA_NAMES.get(code, ())):
                spellings[_fold(spelling)] = code
        for code, name in _OTHERS.items():
            names[code] = name
            spellings[_fold(code)] = spellings[_fold(name)] = code
        return cls(names, spellings)

    def __contains__(self, code: object) -> bool:
        return code in self.names

    def name(self, code: str) -> str:
        """The short English name of a country; the code itself where there is none."""
        return self.names.get(code, code)

    def find(self, written: object) -> str | None:
        """The alpha-3 code of a country's name or code in any case; None where it is none.

        ``no`` is never Norway: YAML reads it as false, so what was meant cannot be told.
        """
        if not isinstance(written, str) or _fold(written) == NOT_A_COUNTRY:
            return None
        return self._spellings.get(_fold(written))

    def problem(self, written: object, span: Span | None = None) -> Problem:
        """Why ``written`` is not a country, with the nearest that is."""
        if written is False or (isinstance(written, str) and _fold(written) == NOT_A_COUNTRY):
            shown = "false" if written is False else written
            return Problem(f"`{shown}` is not a country", span, "for Norway write `NOR`: YAML reads `no` as false")
        if isinstance(written, dict | list):
            return Problem(f"a {'map' if isinstance(written, dict) else 'list'} is not a country", span)
        shown = str(written)
        near = self._near(shown)
        help_text = f"did you mean `{near}` ({self.name(near)})?" if near else None
        return Problem(f"`{shown}` is not a country", span, help_text)

    def _near(self, written: str) -> str | None:
        folded = _fold(written)
        if len(folded) <= 3:
            # short words are codes: compare them with codes first
            near = nearest(folded.upper(), self.names, cutoff=0.6)
            if near is not None:
                return near
        near = nearest(folded, self._spellings, cutoff=0.7)
        return None if near is None else self._spellings[near]


def _iso_3166() -> list[dict[str, str]]:
    """pycountry's data file; importing the package itself takes longer than all else that is done with it."""
    import importlib.util
    import json
    from pathlib import Path

    package = importlib.util.find_spec("pycountry")
    assert package is not None and package.origin is not None
    table = json.loads((Path(package.origin).parent / "databases" / "iso3166-1.json").read_text("utf-8"))
    countries: list[dict[str, str]] = table["3166-1"]
    return countries


@functools.lru_cache(maxsize=1024)
def _fold(written: str) -> str:
    decomposed = unicodedata.normalize("NFKD", written)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(plain.casefold().replace("’", "'").replace(".", "").split())
