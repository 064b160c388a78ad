"""Where prepared libraries are kept, and when one may be believed.

A prepared form's name is a digest of the content of the files it was read from and of the code that read it. Beside it stands
a note of what the file system said of all those files at the time (size, times, number): as long as it says the same, the
form is taken without reading them.
"""

# importing pathlib takes longer than all that is done here

from __future__ import annotations

import marshal
import os
import sys
import zlib
from typing import TYPE_CHECKING

from licet import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable

    from licet.library import Library

Files = list[tuple[str, str]]
"""Files by shown name and path."""
State = tuple[tuple[str, int, int, int, int], ...]
"""Of each file its name, size, time of change, time of change of its entry, and number; size -1 where it is not there."""

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
READERS = ("", "cache", "conditions", "policies", "terms", "world")
"""The folders of the package whose code says what a library is read to."""
_KEPT = {"library": 6, "note": 12}
_SETTLED = 2_000_000_000
"""How old, in nanoseconds, every change has to be before the file system's word is taken that there was no other since."""


def state_of(files: Iterable[tuple[str, str]]) -> State:
    """What the file system says of files."""
    found = []
    for name, path in files:
        try:
            seen = os.stat(path)
        except OSError:
            found.append((name, -1, 0, 0, 0))
        else:
            found.append((name, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino))
    return tuple(found)


def code_state() -> State:
    """What the file system says of the code that reads libraries."""
    names: list[str] = []
    for folder in READERS:
        here = os.path.join(_PACKAGE, folder)
        names += (os.path.join(here, name) for name in os.listdir(here) if name.endswith(".py"))
    return state_of((name, name) for name in sorted(names))


class Keeper:
    """Keeps the prepared form of the library in one folder of policies.

    Args:
        root: the folder.
        files: what it is read from.
    """

    def __init__(self, root: str, files: Files) -> None:
        self._folder = _cache_folder()
        if self._folder is not None:
            self._code = code_state()
            self._state = (os.path.abspath(root), sys.version, __version__, self._code, state_of(files))

    def recall(self) -> Library | None:
        """The library as it was when the file system last said the same; None where that is not known for sure."""
        if self._folder is None:
            return None
        try:
            state, name = marshal.loads(_read(self._note()))
        except Exception:  # a damaged cache is no cache
            return None
        return self._restore(name) if state == self._state else None

    def restore(self, digest: str) -> Library | None:
        """The library of files with this content; None where none is kept."""
        if self._folder is None:
            return None
        name = self._name(digest)
        found = self._restore(name)
        if found is not None:
            self._write_note(name)
        return found

    def store(self, library: Library) -> None:
        """Keep a library; a cache that cannot be written is done without."""
        if self._folder is None:
            return
        from licet.cache.prepared import to_bytes

        name = self._name(library.digest)
        if self._write(name, to_bytes(library)):
            self._write_note(name)

    def _restore(self, name: str) -> Library | None:
        from licet.cache.prepared import from_bytes

        assert self._folder is not None
        try:
            return from_bytes(_read(os.path.join(self._folder, name)))
        except Exception:  # a damaged cache is no cache
            return None

    def _name(self, digest: str) -> str:
        """The file for these policies, this version of Licet and of Python, and this very code."""
        import hashlib

        key = hashlib.sha256(repr((__version__, sys.version, digest, self._code)).encode())
        return f"library-{key.hexdigest()[:32]}.prepared"

    def _note(self) -> str:
        assert self._folder is not None
        place = f"{self._state[0]}\0{_PACKAGE}".encode("utf-8", "surrogateescape")
        return os.path.join(self._folder, f"note-{zlib.crc32(place):08x}.marshal")

    def _write_note(self, name: str) -> None:
        """Note what the file system says, unless something changed so lately that it may change again unnoticed."""
        import time

        if sys.platform == "win32":  # it does not say when a file's entry was changed, and times can be set
            return
        latest = time.time_ns() - _SETTLED
        if all(max(entry[2:4]) < latest for state in self._state[3:] for entry in state):
            self._write(self._note(), marshal.dumps((self._state, name)))

    def _write(self, name: str, data: bytes) -> bool:
        import tempfile

        assert self._folder is not None
        try:
            os.makedirs(self._folder, mode=0o700, exist_ok=True)
            descriptor, part = tempfile.mkstemp(dir=self._folder, suffix=".part")
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            os.replace(part, os.path.join(self._folder, name))
            self._forget_old()
        except OSError:
            return False
        return True

    def _forget_old(self) -> None:
        assert self._folder is not None
        for kind, kept in _KEPT.items():
            stored = [entry for entry in os.scandir(self._folder) if entry.name.startswith(f"{kind}-")]
            stored.sort(key=lambda entry: entry.stat().st_mtime)
            for entry in stored[:-kept]:
                os.unlink(entry.path)


def _cache_folder() -> str | None:
    """The user's cache folder; None where there is none, or the user wants none."""
    set_by_user = os.environ.get("LICET_CACHE")
    if set_by_user is not None:
        return set_by_user or None
    base = os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else os.environ.get("XDG_CACHE_HOME")
    base = base or os.path.expanduser(os.path.join("~", ".cache"))
    return None if base.startswith("~") else os.path.join(base, "licet")


def _read(path: str) -> bytes:
    """A file's content.

    Raises:
        OSError: it cannot be read, or others than this user can write it.
    """
    with open(path, "rb") as file:
        state = os.fstat(file.fileno())
        if hasattr(os, "getuid") and (state.st_uid != os.getuid() or state.st_mode & 0o022):
            raise PermissionError(path)
        return file.read()
