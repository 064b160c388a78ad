"""Tables in memory: an Arrow table, a polars or a pandas frame comes back as it is, with the answers as columns."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from licet import extras
from licet.batch.mapping import ColumnMapping, plan
from licet.batch.running import Asking
from licet.problems import InputError, Problem

if TYPE_CHECKING:
    import pyarrow as pa

_KINDS = "an Arrow table or record batch, a polars or a pandas frame"


def decide_table(table: Any, asking: Asking, mapping: ColumnMapping | None = None) -> Any:
    """Judge the rows of a table in memory.

    Args:
        table: an Arrow table or record batch, a polars or a pandas frame; its columns are keys of a request, or are
            mapped to them.
        asking: the library and how it is asked.
        mapping: what the columns mean.

    Returns:
        A table of the same kind with the answers' columns and ``problems``. A row that is no transfer says there why,
        and has no answer.

    Raises:
        InputError: a column is wrong, or the table is of another kind.
    """
    extras.require("batch")
    import pyarrow as pa

    kind = type(table).__module__.partition(".")[0]
    name = type(table).__name__
    if isinstance(table, pa.Table | pa.RecordBatch):
        arrow = pa.Table.from_batches([table]) if isinstance(table, pa.RecordBatch) else table
        added = _answers(arrow, asking, mapping)
        whole = pa.table([*arrow.columns, *added.columns], names=[*arrow.column_names, *added.column_names])
        return whole.to_batches()[0] if isinstance(table, pa.RecordBatch) and whole.num_rows else whole
    if kind == "polars" and name == "DataFrame":
        added = _answers(table.to_arrow(), asking, mapping)
        return table.hstack(sys.modules["polars"].from_arrow(added).get_columns())
    if kind == "pandas" and name == "DataFrame":
        return _pandas(table, asking, mapping)
    help_text = f"give {_KINDS}"
    if kind == "polars" and name == "LazyFrame":
        help_text = "collect() it first"
    raise InputError([Problem(f"`{name}` is no table that can be judged", None, help_text)])


def _pandas(frame: Any, asking: Asking, mapping: ColumnMapping | None) -> Any:
    import pyarrow as pa

    wrong = [str(name) for name in frame.columns if not isinstance(name, str)]
    if wrong:
        raise InputError([Problem(f"the column `{wrong[0]}` has a name that is no text")])
    try:
        arrow = pa.Table.from_pandas(frame, preserve_index=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise InputError([Problem(f"a column has values of several types: {_first(error)}")]) from None
    added = _answers(arrow, asking, mapping).to_pandas()
    added.index = frame.index
    return frame.assign(**{name: added[name] for name in added.columns})


def _first(error: BaseException) -> str:
    return (str(error).splitlines() or [""])[0].lower()


def _answers(table: pa.Table, asking: Asking, mapping: ColumnMapping | None) -> pa.Table:
    """The added columns of all rows; those that are no transfer have none but ``problems``."""
    import numpy as np
    import pyarrow as pa

    from licet.batch.running import judges_of
    from licet.batch.work import added_columns, check_names, judged, reasons

    chosen = added_columns(asking.after is not None, asking.add)
    names = [*(asking.prefix + name for name in chosen), f"{asking.prefix}problems"]
    planned = plan(mapping or ColumnMapping(), table.column_names, asking.library, name="the table")
    check_names(names, table.column_names)
    found = judged(judges_of(asking, planned), planned.request_table(table))
    columns = found.columns.select(list(chosen))
    texts: list[str | None] = [None] * table.num_rows
    if found.accepted is not None:
        places = np.cumsum(found.accepted, dtype=np.int64) - 1
        columns = columns.take(pa.array(places, mask=~found.accepted))
        for row, problems in found.rejected:
            texts[row] = reasons(problems)
    return pa.table([*columns.columns, pa.array(texts, pa.string())], names=names)
