"""Loading a library from a folder of policies, through a cache keyed by the content of its files."""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from licet import __version__
from licet.library import Library
from licet.problems import InputError, Problem, sort_key

_NOT_POLICIES = ("world", "cases", "proposals")
_SUFFIXES = (".yaml", ".csv")
_KEPT = 6


def shipped_folder() -> Path:
    """The folder of the policies that come with Licet: inside the package, or beside it in a checkout."""
    package = Path(__file__).parent
    inside = package / "shipped"
    return inside if inside.is_dir() else package.parent.parent / "policies"


def load(folder: Path | str | None = None, *, cache: bool = True) -> Library:
    """Load a library.

    Args:
        folder: a folder of policies; the shipped one where it is None. A folder without ``world/`` gets the shipped world.
        cache: keep the read form in the user's cache folder, keyed by the content of all files.

    Raises:
        InputError: something in the files is wrong; ``problems`` has one entry for each mistake.
    """
    root = Path(folder) if folder is not None else shipped_folder()
    if not root.is_dir():
        raise InputError([Problem(f"there is no folder `{root}`")])
    files = library_files(root)
    digest = _digest(files)
    stored = _cache_file(digest) if cache else None
    if stored is not None:
        found = _restore(stored)
        if found is not None:
            return found
    from licet.policies.loading import read_library

    library, problems = read_library(root, files, __version__, digest)
    if problems or library is None:
        raise InputError(sorted(problems, key=sort_key))
    if stored is not None:
        _store(stored, library)
    return library


def library_files(root: Path) -> list[tuple[str, Path]]:
    """All files that make up the library in ``root``, by their shown name, in order."""
    world = root / "world"
    if not world.is_dir():
        world = shipped_folder() / "world"
    found = [(path, f"{path.relative_to(root).as_posix()}") for path in _walk(root, skip=_NOT_POLICIES)]
    found += [(path, f"world/{path.relative_to(world).as_posix()}") for path in _walk(world)]
    return sorted((name, path) for path, name in found)


def _walk(folder: Path, skip: tuple[str, ...] = ()) -> Iterable[Path]:
    for parent, folders, names in os.walk(folder):
        here = Path(parent)
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and not (here == folder and name in skip)
        )
        yield from (here / name for name in names if name.endswith(_SUFFIXES))


def _digest(files: list[tuple[str, Path]]) -> str:
    total = hashlib.sha256()
    for name, path in files:
        try:
            # a file that is too large to be read as a policy is told apart by its size
            size = path.stat().st_size
            content = path.read_bytes() if size < 10_000_000 else str(size).encode()
        except OSError:
            content = b""
        total.update(f"{name}\0{len(content)}\0".encode())
        total.update(content)
    return f"sha256:{total.hexdigest()}"


def _cache_folder() -> Path | None:
    set_by_user = os.environ.get("LICET_CACHE")
    if set_by_user is not None:
        return Path(set_by_user) if set_by_user else None
    base = os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(base) if base else Path.home() / ".cache") / "licet"
    except RuntimeError:
        return None


def _cache_file(digest: str) -> Path | None:
    """The cache's file for these policies, this version of Licet and of Python, and this very code."""
    folder = _cache_folder()
    if folder is None:
        return None
    code = hashlib.sha256(f"{__version__} {sys.version} {digest}".encode())
    package = Path(__file__).parent
    for parent, folders, names in os.walk(package):
        folders[:] = sorted(name for name in folders if name not in ("__pycache__", "shipped"))
        for name in sorted(names):
            state = (Path(parent) / name).stat()
            code.update(f"{name} {state.st_size} {state.st_mtime_ns}".encode())
    return folder / f"library-{code.hexdigest()[:32]}.pickle"


def _restore(path: Path) -> Library | None:
    """A stored library; None where there is none that can be read and belongs to this user alone."""
    try:
        state = path.stat()
        if hasattr(os, "getuid") and (state.st_uid != os.getuid() or state.st_mode & 0o022):
            return None
        found = pickle.loads(path.read_bytes())
    except Exception:  # a damaged cache is no cache
        return None
    return found if isinstance(found, Library) else None


def _store(path: Path, library: Library) -> None:
    """Store a library; a cache that cannot be written is done without."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(descriptor, "wb") as file:
            pickle.dump(library, file, protocol=pickle.HIGHEST_PROTOCOL)
        Path(name).replace(path)
        stored = sorted(path.parent.glob("library-*.pickle"), key=lambda old: old.stat().st_mtime)
        for old in stored[:-_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return
