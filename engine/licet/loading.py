"""Loading a library from a folder of policies, through a cache keyed by the content of its files."""

# importing pathlib takes longer than finding and restoring a prepared library

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from licet import __version__
from licet.cache.folder import Files, Keeper
from licet.library import Library
from licet.problems import InputError, Problem, sort_key

if TYPE_CHECKING:
    from pathlib import Path

_NOT_POLICIES = ("world", "cases", "proposals", "claims", "lint")
_SUFFIXES = (".yaml", ".csv")


def shipped_folder() -> Path:
    """The folder of the policies that come with Licet: inside the package, or beside it in a checkout."""
    from pathlib import Path

    return Path(_shipped())


def load(folder: Path | str | None = None, *, cache: bool = True) -> Library:
    """Load a library.

    Args:
        folder: a folder of policies; the shipped one where it is None. A folder without ``world/`` gets the shipped world.
        cache: keep the read form in the user's cache folder, keyed by the content of all files.

    Raises:
        InputError: something in the files is wrong; ``problems`` has one entry for each mistake.
    """
    root = _shipped() if folder is None else os.fspath(folder)
    if not os.path.isdir(root):
        raise InputError([Problem(f"there is no folder `{root}`")])
    files = _files(root)
    keeper = Keeper(root, files) if cache else None
    found = keeper.recall() if keeper is not None else None
    if found is not None:
        return found
    digest = _digest(files)
    found = keeper.restore(digest) if keeper is not None else None
    if found is not None:
        return found
    from pathlib import Path

    from licet.policies.loading import read_library

    library, problems = read_library(Path(root), [(name, Path(path)) for name, path in files], __version__, digest)
    if problems or library is None:
        raise InputError(sorted(problems, key=sort_key))
    if keeper is not None:
        keeper.store(library)
    return library


def library_files(root: Path) -> list[tuple[str, Path]]:
    """All files that make up the library in ``root``, by their shown name, in order."""
    from pathlib import Path

    return [(name, Path(path)) for name, path in _files(str(root))]


def _shipped() -> str:
    package = os.path.dirname(os.path.abspath(__file__))
    inside = os.path.join(package, "shipped")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(os.path.dirname(package)), "policies")


def _files(root: str) -> Files:
    world = os.path.join(root, "world")
    if not os.path.isdir(world):
        world = os.path.join(_shipped(), "world")
    return sorted([*_walk(root, "", _NOT_POLICIES), *_walk(world, "world/")])


def _walk(folder: str, shown: str, skip: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """The files under a folder by shown name and path; links to folders are not followed."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        name = entry.name
        if entry.is_dir():
            if not (name.startswith(".") or name in skip or entry.is_symlink()):
                yield from _walk(entry.path, f"{shown}{name}/")
        elif name.endswith(_SUFFIXES):
            yield f"{shown}{name}", entry.path


def _digest(files: Files) -> str:
    import hashlib

    total = hashlib.sha256()
    for name, path in files:
        try:
            # a file that is too large to be read as a policy is told apart by its size
            size = os.stat(path).st_size
            if size < 10_000_000:
                with open(path, "rb") as file:
                    content = file.read()
            else:
                content = str(size).encode()
        except OSError:
            content = b""
        total.update(f"{name}\0{len(content)}\0".encode())
        total.update(content)
    return f"sha256:{total.hexdigest()}"
