"""Whose column is whose: a mapping from a table's columns to the keys of a request, with constants and translations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from licet.compare.keys import HEADS, key_mistake, place
from licet.documents import Document, KeyPath, parse_text, read_document
from licet.problems import InputError, Problem, Span, did_you_mean
from licet.transfers.request import EndUser
from licet.validation import show, validate

if TYPE_CHECKING:
    import pyarrow as pa

    from licet.library import Library

Others = Literal["error", "keep", "drop"]
_NEEDED = ("exporter", "destination")
_ITEMS = ("item", "item.name", "item.category")
_KNOWN = (*HEADS, "item.name", "item.category", *(f"end_user.{name}" for name in EndUser.model_fields))
_SAMPLE = {"exporter": "KOR", "destination": "UKR", "items": [{"category": "ML1"}], "date": "2020-01-01"}


def _names(value: Any) -> Any:
    """Keys as text, whatever YAML takes them for."""
    return {show(key): inner for key, inner in value.items()} if isinstance(value, dict) else value


def _cell(value: Any) -> Any:
    """A value as a cell would have it."""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ";".join(value)
    return show(value) if isinstance(value, bool | int | float) else value


Cell = Annotated[str, BeforeValidator(_cell)]
Name = Annotated[str, BeforeValidator(_cell)]


class MappingFile(BaseModel):
    """A mapping as it is written in YAML."""

    model_config = ConfigDict(extra="forbid", strict=True)

    columns: Annotated[dict[str, Name], BeforeValidator(_names)] = Field(default_factory=dict)
    constants: Annotated[dict[str, Cell], BeforeValidator(_names)] = Field(default_factory=dict)
    values: Annotated[
        dict[str, Annotated[dict[str, Cell | None], BeforeValidator(_names)]], BeforeValidator(_names)
    ] = Field(default_factory=dict)
    keep: list[Name] = Field(default_factory=list)
    others: Others = "error"


@dataclass(frozen=True)
class ColumnMapping:
    """What a table's columns mean.

    Attributes:
        columns: their name of a column, and ours.
        constants: our columns that have one value in all rows.
        values: for our columns, their words and ours; None is unknown.
        keep: their columns that are handed on unread.
        others: what becomes of columns that are not named anywhere: an error, kept, or dropped.
        document: where it was written.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    keep: tuple[str, ...] = ()
    others: Others = "error"
    document: Document | None = None

    def span(self, *path: str, key: bool = False) -> Span | None:
        """Where something of it stands."""
        return self.document.span(path, key=key) if self.document is not None else None


@dataclass(frozen=True)
class Plan:
    """A mapping put to the columns of one table.

    Attributes:
        judged: our columns, and theirs from which they are read.
        constants, values: as in the mapping.
        kept: their columns that the output has, in their order.
    """

    judged: tuple[tuple[str, str], ...]
    constants: tuple[tuple[str, str], ...]
    values: Mapping[str, Mapping[str, str | None]]
    kept: tuple[str, ...]

    @property
    def columns(self) -> list[str]:
        """Our columns."""
        return [ours for ours, _ in (*self.judged, *self.constants)]

    @property
    def read(self) -> list[str]:
        """Their columns that are judged."""
        return [theirs for _, theirs in self.judged]

    def request_table(self, table: pa.Table) -> pa.Table:
        """The table under our columns, with constants and in our words."""
        import pyarrow as pa

        arrays: list[Any] = []
        for ours, theirs in self.judged:
            column = table.column(theirs)
            words = self.values.get(ours)
            arrays.append(_translated(column, words) if words else column)
        for _, value in self.constants:
            codes = pa.repeat(pa.scalar(0, pa.int32()), table.num_rows)
            arrays.append(pa.DictionaryArray.from_arrays(codes, pa.array([value], pa.string())))
        return pa.table(arrays, names=self.columns)


def _translated(column: Any, words: Mapping[str, str | None]) -> Any:
    import pyarrow as pa

    chunks = []
    for chunk in column.chunks:
        coded = chunk if isinstance(chunk, pa.DictionaryArray) else chunk.dictionary_encode()
        texts = [None if value is None else _text(value) for value in coded.dictionary.to_pylist()]
        changed = [words.get(text.strip(), text) if text is not None else None for text in texts]
        # several of their words may be one of ours, so codes are given anew
        places = {word: number for number, word in enumerate(dict.fromkeys(word for word in changed if word))}
        table = pa.array([places.get(word) if word else None for word in changed], pa.int32())
        codes = table.take(coded.indices)
        chunks.append(pa.DictionaryArray.from_arrays(codes, pa.array([*places], pa.string())))
    return pa.chunked_array(chunks, pa.dictionary(pa.int32(), pa.string()))


def _text(value: object) -> str:
    return show(value) if isinstance(value, bool) else str(value)


def read_mapping(path: Path) -> ColumnMapping:
    """Read a mapping's file.

    Raises:
        InputError: it cannot be read, or is wrong in itself; one problem for each mistake.
    """
    document, problems = read_document(path)
    return _read(document, problems)


def parse_mapping(text: str, name: str = "mapping") -> ColumnMapping:
    """Read a mapping's text; raises as :func:`read_mapping`."""
    document, problems = parse_text(text, name)
    return _read(document, problems)


def _read(document: Document, problems: list[Problem]) -> ColumnMapping:
    if document.data is None and not problems:
        document.data = {}
    entry = None
    if not problems:
        entry, problems = validate(MappingFile, document)
    if entry is None or problems:
        raise InputError(problems)
    mapping = ColumnMapping(entry.columns, entry.constants, entry.values, tuple(entry.keep), entry.others, document)
    problems = [*_key_problems(mapping)]
    if problems:
        raise InputError(problems)
    return mapping


def _key_problems(mapping: ColumnMapping) -> list[Problem]:
    found: list[Problem] = []
    places: list[tuple[str, Span | None]] = [
        *((ours, mapping.span("columns", theirs)) for theirs, ours in mapping.columns.items()),
        *((ours, mapping.span("constants", ours, key=True)) for ours in mapping.constants),
    ]
    supplied: set[str] = set()
    for ours, span in places:
        mistake = key_mistake(ours)
        if mistake is not None:
            found.append(Problem(mistake[0], span, mistake[1]))
        elif ours in supplied:
            found.append(Problem(f"`{ours}` is given twice", span))
        supplied.add(ours)
    for ours in mapping.values:
        mistake = key_mistake(ours)
        if mistake is not None:
            help_text = mistake[1]
            if ours in mapping.columns:
                help_text = f"values are under our name: `{mapping.columns[ours]}`"
            found.append(Problem(mistake[0], mapping.span("values", ours, key=True), help_text))
    return found


def plan(
    mapping: ColumnMapping,
    columns: Sequence[str],
    library: Library,
    *,
    name: str,
    where: Callable[[str], Span | None] = lambda _: None,
) -> Plan:
    """Put a mapping to a table's columns.

    Args:
        mapping: the mapping.
        columns: the table's columns.
        library: by which constants and translations are checked.
        name: what messages call the table.
        where: where a column's name stands.

    Raises:
        InputError: columns that are missing, unknown or doubled, or values that are no request's; all at once.
    """
    problems: list[Problem] = []
    for theirs in [*mapping.columns, *mapping.keep]:
        if theirs not in columns:
            span = mapping.span("columns", theirs, key=True) if theirs in mapping.columns else _kept(mapping, theirs)
            help_text = did_you_mean(theirs, columns) or _list("its columns are", columns)
            problems.append(Problem(f"`{name}` has no column `{theirs}`", span, help_text))
    judged: dict[str, str] = {}
    kept: list[str] = []
    for theirs in columns:
        ours = mapping.columns.get(theirs)
        if ours is None and theirs not in mapping.keep and theirs != "id":
            mistake = key_mistake(theirs)
            if mistake is None:
                ours = theirs
            elif mapping.others == "drop":
                continue
            elif mapping.others == "error":
                problems.append(_unknown(theirs, mistake, where(theirs)))
        if ours is not None and (ours in judged or ours in mapping.constants):
            other = f"the column `{judged[ours]}`" if ours in judged else "a constant"
            message = f"`{ours}` is given by the column `{theirs}` and by {other}"
            help_text = f"list `{theirs}` under `keep` to hand it on unread" if theirs == ours else None
            problems.append(Problem(message, where(theirs) or mapping.span("columns", theirs), help_text))
        elif ours is not None:
            judged[ours] = theirs
        kept.append(theirs)
    supplied = {*judged, *mapping.constants}
    if not problems:
        problems += _missing(supplied, columns, name, where)
    for ours in mapping.values:
        if ours not in supplied:
            span = mapping.span("values", ours, key=True)
            problems.append(Problem(f"no column gives `{ours}`, whose values are translated", span))
        elif ours in mapping.constants:
            problems.append(Problem(f"`{ours}` is a constant", mapping.span("values", ours, key=True)))
    problems += _value_problems(mapping, library)
    if problems:
        raise InputError(problems)
    return Plan(tuple(judged.items()), tuple(mapping.constants.items()), mapping.values, tuple(kept))


def _kept(mapping: ColumnMapping, theirs: str) -> Span | None:
    if mapping.document is None:
        return None
    path: KeyPath = ("keep", mapping.keep.index(theirs))
    return mapping.document.span(path)


def _unknown(theirs: str, mistake: tuple[str, str | None], span: Span | None) -> Problem:
    near = did_you_mean(theirs, _KNOWN) or (mistake[1] if (mistake[1] or "").startswith("did you mean") else None)
    way = "list it under `keep` of a mapping, or give --keep-others, to hand it on unread"
    return Problem(f"unknown column `{theirs}`", span, f"{near} If not: {way}" if near else way)


def _missing(
    supplied: set[str], columns: Sequence[str], name: str, where: Callable[[str], Span | None]
) -> list[Problem]:
    wanted = [key for key in _NEEDED if key not in supplied]
    wanted += [] if supplied & {*_ITEMS} else ["item"]
    found = []
    for key in wanted:
        near = did_you_mean(key, [column for column in columns if column not in supplied])
        way = f"map a column to it, or set it for all rows: `constants: {{{key}: ...}}`"
        found.append(Problem(f"`{name}` has no column `{key}`", None, f"{near} {way}" if near else way))
    return found


def _value_problems(mapping: ColumnMapping, library: Library) -> list[Problem]:
    found: list[Problem] = []
    written: list[tuple[str, str, tuple[str, ...]]] = [
        *((ours, value, ("constants", ours)) for ours, value in mapping.constants.items()),
        *(
            (ours, value, ("values", ours, theirs))
            for ours, words in mapping.values.items()
            for theirs, value in words.items()
            if value
        ),
    ]
    for ours, value, path in written:
        data: dict[str, Any] = {**_SAMPLE, "items": [{"category": "ML1"}]}
        if key_mistake(ours) is not None:
            continue
        place(data, ours, value)
        try:
            library.transfer(data)
        except InputError as error:
            if data["exporter"] == data["destination"]:
                continue
            found += [Problem(problem.message, mapping.span(*path), problem.help) for problem in error.problems]
    return found


def _list(before: str, names: Sequence[str]) -> str | None:
    shown = ", ".join(f"`{name}`" for name in names[:12])
    return f"{before} {shown}{' …' if names[12:] else ''}" if names else None
