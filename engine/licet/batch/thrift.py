"""Footers of Parquet files: structures in Thrift's compact protocol, read and written whatever their fields mean.

Nothing is lost: a field that a later version of the format adds is kept as it is.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any, BinaryIO

MAGIC = b"PAR1"
TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(1, 13)

Struct = dict[int, tuple[int, Any]]
"""Fields by number: their type and value."""


@dataclass(slots=True)
class Items:
    """A list: the type of its items, and they."""

    kind: int
    items: list[Any]


def footer(part: BinaryIO) -> tuple[Struct, int]:
    """A file's footer, and where it begins.

    Raises:
        ValueError: the file does not end as a Parquet file does.
    """
    end = part.seek(0, 2)
    part.seek(max(0, end - 8))
    tail = part.read(8)
    if tail[4:] != MAGIC:
        raise ValueError("not a whole Parquet file")
    begin: int = end - 8 - struct.unpack("<I", tail[:4])[0]
    part.seek(begin)
    return _Reader(part.read(end - 8 - begin)).struct(), begin


def written(fields: Struct) -> bytes:
    """A structure as bytes."""
    out = bytearray()
    _write_struct(out, fields)
    return bytes(out)


class _Reader:
    def __init__(self, text: bytes) -> None:
        self.text = text
        self.at = 0

    def struct(self) -> Struct:
        found: Struct = {}
        field = 0
        while True:
            head = self.text[self.at]
            self.at += 1
            if head == 0:
                return found
            kind, delta = head & 15, head >> 4
            field = field + delta if delta else self._zigzag()
            found[field] = (TRUE, kind == TRUE) if kind in (TRUE, FALSE) else (kind, self._value(kind))

    def _value(self, kind: int) -> Any:
        if kind == BYTE:
            self.at += 1
            return self.text[self.at - 1]
        if kind in (I16, I32, I64):
            return self._zigzag()
        if kind == DOUBLE:
            self.at += 8
            return self.text[self.at - 8 : self.at]
        if kind == BINARY:
            length = self._varint()
            self.at += length
            return self.text[self.at - length : self.at]
        if kind in (LIST, SET):
            head = self.text[self.at]
            self.at += 1
            count = head >> 4 if head >> 4 != 15 else self._varint()
            inner = head & 15
            if inner in (TRUE, FALSE):  # one byte each
                inner = BYTE
                return Items(TRUE, [self._value(BYTE) for _ in range(count)])
            return Items(inner, [self._value(inner) for _ in range(count)])
        if kind == STRUCT:
            return self.struct()
        raise ValueError(f"a footer with a field of type {kind}")

    def _varint(self) -> int:
        value = shift = 0
        while True:
            byte = self.text[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7

    def _zigzag(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)


def _write_struct(out: bytearray, fields: Struct) -> None:
    last = 0
    for field, (kind, value) in sorted(fields.items()):
        written = (TRUE if value else FALSE) if kind == TRUE else kind
        if 0 < field - last < 16:
            out.append((field - last) << 4 | written)
        else:
            out.append(written)
            _write_varint(out, field << 1)
        last = field
        if kind != TRUE:
            _write_value(out, kind, value)
    out.append(0)


def _write_value(out: bytearray, kind: int, value: Any) -> None:
    if kind == BYTE:
        out.append(value)
    elif kind in (I16, I32, I64):
        _write_varint(out, value << 1 if value >= 0 else (-value << 1) - 1)
    elif kind == DOUBLE:
        out += value
    elif kind == BINARY:
        _write_varint(out, len(value))
        out += value
    elif kind in (LIST, SET):
        if len(value.items) < 15:
            out.append(len(value.items) << 4 | value.kind)
        else:
            out.append(0xF0 | value.kind)
            _write_varint(out, len(value.items))
        for item in value.items:
            _write_value(out, BYTE if value.kind == TRUE else value.kind, item)
    else:
        _write_struct(out, value)


def _write_varint(out: bytearray, value: int) -> None:
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
