"""The parts of an unfinished output, kept in a folder beside it, so that an interrupted run can go on."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from licet.batch.sinks import Layout, join_parts
from licet.batch.summary import Summary
from licet.batch.work import REJECTED_HEADER, part_names
from licet.problems import InputError, Problem

_MANIFEST = "manifest.json"
_SAID = {
    "input": "the input has changed since",
    "library": "the library is another one",
    "after": "the amendments are others",
    "mapping": "the columns' mapping is another one",
    "output": "the output's form or columns are others",
    "options": "the options are others",
    "version": "it was begun by another version of Licet",
}


@dataclass(frozen=True)
class Unfinished:
    """An output in the making.

    Attributes:
        out: where it will be.
        folder: where its parts are.
        done: the parts that are whole, by number.
    """

    out: Path
    folder: Path
    done: Mapping[int, Summary]

    @property
    def rejected(self) -> Path:
        """The file of rejected rows."""
        return rejected_file(self.out)

    def finish(self, layout: Layout, parts: Sequence[Summary], *, as_folder: bool) -> None:
        """Join the parts into the output, which appears whole or not at all, and remove them.

        Args:
            layout: the output's.
            parts: the summaries of all parts in their order.
            as_folder: the output is a folder of the parts, not one file.
        """
        names = [part_names(self.folder, number) for number in range(len(parts))]
        bad = self.folder / "rejected.csv"
        if any(part.rejected for part in parts):
            with bad.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(REJECTED_HEADER)
                before = 0
                for part, name in zip(parts, names, strict=True):
                    if part.rejected:
                        with name.rejected.open(encoding="utf-8") as rows:
                            writer.writerows([row + before, *rest] for row, *rest in map(json.loads, rows))
                    before += part.rows
        whole = self.folder / "whole"
        if as_folder:
            whole.mkdir(exist_ok=True)
            for number, name in enumerate(names):
                target = whole / f"part-{number:05d}.parquet"
                if name.part.exists():
                    name.part.replace(target)
            _remove(self.out)
        else:
            join_parts(layout, [name.part for name in names], whole)
            if self.out.is_dir():
                _remove(self.out)
        _remove(self.rejected)
        if bad.exists():
            bad.replace(self.rejected)
        whole.replace(self.out)
        shutil.rmtree(self.folder)


def rejected_file(out: Path) -> Path:
    """Where the rejected rows of an output go."""
    return out.with_name(f"{out.name}.rejected.csv")


def begin(out: Path, manifest: Mapping[str, Any], *, resume: bool, force: bool) -> Unfinished:
    """Begin an output, or go on with one.

    Args:
        out: where it goes.
        manifest: what the run depends on.
        resume: go on with an interrupted run, if there is one.
        force: an output that is there is replaced, an interrupted run's parts are thrown away.

    Raises:
        InputError: the output is there; there are parts of another run; something differs from the run to go on with.
    """
    folder = out.with_name(f"{out.name}.parts")
    if not out.parent.is_dir():
        raise InputError([Problem(f"there is no folder `{out.parent}`")])
    if folder.exists() and not force:
        if not resume:
            help_text = "--resume goes on with it, --force begins anew"
            raise InputError([Problem(f"an interrupted run has left `{folder}`", None, help_text)])
        if out.exists():
            raise InputError([Problem(f"`{out}` is there", None, "--force replaces it")])
        _check(folder, manifest)
        return Unfinished(out, folder, _done(folder))
    if out.exists() and not force:
        raise InputError([Problem(f"`{out}` is there", None, "--force replaces it")])
    _remove(folder)
    folder.mkdir()
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True, default=str)
    unfinished = folder / f"{_MANIFEST}.unfinished"
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(folder / _MANIFEST)
    return Unfinished(out, folder, {})


def _check(folder: Path, manifest: Mapping[str, Any]) -> None:
    try:
        written = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        written = {}
    wanted = json.loads(json.dumps(manifest, default=str))
    problems = [
        Problem(f"cannot go on: {said}", None, "--force begins anew")
        for key, said in _SAID.items()
        if written.get(key) != wanted.get(key)
    ]
    if problems:
        raise InputError(problems)


def _done(folder: Path) -> dict[int, Summary]:
    found: dict[int, Summary] = {}
    for path in sorted(folder.glob("[0-9]*.json")):
        number = int(path.stem)
        found[number] = Summary.of_record(json.loads(path.read_text(encoding="utf-8")))
    return found


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
