"""The prepared form of a library: the same library, read in parts, and never believed wrongly."""

from __future__ import annotations

import copy
import dataclasses
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

import licet
from licet import loading
from licet.cache import folder as keeping
from licet.cache.deferred import Deferred, Entries
from licet.cache.prepared import from_bytes, to_bytes
from licet.library import Library
from licet.loading import library_files, load, shipped_folder
from licet.problems import InputError
from licet.world.model import World

SMALL = Path(__file__).parent.parent / "libraries" / "small"
REQUEST = {"exporter": "KOR", "destination": "UKR", "date": "2023-01-30", "items": ["155mm shell"], "end_use": "combat"}


@pytest.fixture(scope="module")
def read() -> Library:
    return load(cache=False)


@pytest.fixture(scope="module")
def form(read: Library) -> bytes:
    return to_bytes(read)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder; every change counts as long ago."""
    monkeypatch.setenv("LICET_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(keeping, "_SETTLED", -(10**18))
    return tmp_path / "cache"


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path / "policies"))


def assert_same(found: Library, wanted: Library) -> None:
    assert found.policies == wanted.policies
    assert (found.version, found.digest) == (wanted.version, wanted.digest)
    for field in dataclasses.fields(World):
        if field.name not in ("countries", "catalogue"):
            assert getattr(found.world, field.name) == getattr(wanted.world, field.name), field.name
    assert found.world.countries.names == wanted.world.countries.names
    assert found.world.catalogue.items == wanted.world.catalogue.items
    assert found.world.catalogue.names == wanted.world.catalogue.names
    for name in ("rules", "permits", "states"):
        assert list(getattr(found, name).items()) == list(getattr(wanted, name).items()), name


def waiting(part: Deferred) -> set[str]:
    return set(getattr(part, "_deferred", ()))


def test_the_prepared_form_is_the_library(read: Library, form: bytes) -> None:
    assert_same(from_bytes(form), read)


@pytest.mark.parametrize(
    "change", [copy.copy, copy.deepcopy, lambda library: pickle.loads(pickle.dumps(library)), dataclasses.replace]
)
def test_a_restored_library_is_copied_and_pickled_like_any_other(read: Library, form: bytes, change: object) -> None:
    assert_same(change(from_bytes(form)), read)  # type: ignore[operator]


def test_parts_are_pickled_whole(read: Library, form: bytes) -> None:
    restored = from_bytes(form)
    world = pickle.loads(pickle.dumps(restored.world))
    assert not waiting(world)
    assert world.groups == read.world.groups
    policy = pickle.loads(pickle.dumps(restored.policies[0]))
    assert not waiting(policy)
    assert (policy, hash(policy)) == (read.policies[0], hash(read.policies[0]))


def test_only_what_an_answer_needs_is_read(read: Library, form: bytes) -> None:
    restored = from_bytes(form)
    assert restored.check(REQUEST) == read.check(REQUEST)
    untouched = {policy.id for policy in restored.policies if "rules" in waiting(policy)}
    assert {"che", "deu", "eu", "usa"} <= untouched
    assert not {"kor", "att", "un"} & untouched
    assert "entities" in waiting(restored.world)
    items = restored.world.catalogue.items
    assert isinstance(items, Entries)
    assert len(items._found) < 3


def test_an_attribute_that_is_none_is_missing(form: bytes) -> None:
    policy = from_bytes(form).policies[0]
    with pytest.raises(AttributeError, match="ruls"):
        policy.ruls  # type: ignore[attr-defined] # noqa: B018
    with pytest.raises(dataclasses.FrozenInstanceError):
        policy.title = ""  # type: ignore[misc]
    assert "rules" in waiting(policy)


def test_entries_are_a_mapping() -> None:
    asked: list[int] = []

    def of(place: int) -> str:
        asked.append(place)
        return str(place)

    entries = Entries({"a": 1, "b": 2}, of)
    assert ("a" in entries, "c" in entries, entries.get("c"), entries.get("c", "-"), len(entries)) == (
        True,
        False,
        None,
        "-",
        2,
    )
    assert not asked
    assert (entries["b"], entries["b"], entries.get("b")) == ("2", "2", "2")
    assert asked == [2]
    with pytest.raises(KeyError):
        entries["c"]
    assert entries == {"a": "1", "b": "2"}
    assert type(copy.copy(entries)) is dict


@pytest.mark.parametrize(
    "request_", [REQUEST, {**REQUEST, "exporter": "POL", "items": ["Krab"]}, {**REQUEST, "items": ["nonsense"]}]
)
def test_answers_are_the_same_bytes(read: Library, form: bytes, request_: dict[str, object]) -> None:
    def answer(library: Library) -> str:
        try:
            return library.check(request_).to_json()
        except InputError as error:
            return str(error)

    assert answer(from_bytes(form)) == answer(read)


# damage


def test_a_damaged_form_is_refused(form: bytes) -> None:
    for at in (0, 9, 14, 40, len(form) // 2, len(form) - 1):
        damaged = bytearray(form)
        damaged[at] ^= 1
        with pytest.raises(ValueError, match="prepared library"):
            from_bytes(bytes(damaged))
    for wrong in (b"", form[:5], form[:-1], form + b"x", pickle.dumps({"policies": ()})):
        with pytest.raises(ValueError, match="prepared library"):
            from_bytes(wrong)


@pytest.mark.parametrize("pattern", ["library-*", "note-*"])
@pytest.mark.parametrize("content", [b"", b"\x00" * 100, b"licet 1\n", pickle.dumps(print)])
def test_a_damaged_cache_is_no_cache(cache: Path, policies: Path, pattern: str, content: bytes) -> None:
    wanted = load(policies)
    for path in cache.glob(pattern):
        path.write_bytes(content)
    assert_same(load(policies), wanted)
    assert_same(load(policies), wanted)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="no owners")
@pytest.mark.parametrize("pattern", ["library-*", "note-*"])
def test_a_cache_that_others_can_write_is_not_read(cache: Path, policies: Path, pattern: str) -> None:
    load(policies)
    assert reads(policies) == 0
    for path in cache.glob(pattern):
        path.chmod(0o666)
    assert reads(policies) > 0


# when a note is believed


def reads(root: Path) -> int:
    """How often loading reads the content of all files."""
    with mock.patch.object(loading, "_digest", wraps=loading._digest) as digest:
        load(root)
    return digest.call_count


def test_unchanged_files_are_not_read_again(cache: Path, policies: Path) -> None:
    assert (reads(policies), reads(policies), reads(policies)) == (1, 0, 0)


def change_content(policies: Path) -> None:
    path = next(policies.rglob("policy.yaml"))
    before = path.stat()
    path.write_text(_swap(path.read_text()))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)


def _swap(text: str) -> str:
    """The same text with one letter of the title in the other case."""
    at = text.index("title: ") + len("title: ")
    while not text[at].isalpha():
        at += 1
    return text[:at] + text[at].swapcase() + text[at + 1 :]


def add_file(policies: Path) -> None:
    (policies / "world" / "notes.csv").write_text("a\n1\n")


def remove_file(policies: Path) -> None:
    (policies / "world" / "entities.yaml").unlink()


@pytest.mark.parametrize("change", [change_content, add_file, remove_file])
def test_every_change_is_noticed(cache: Path, policies: Path, change: object) -> None:
    before = load(policies).digest
    assert reads(policies) == 0
    change(policies)  # type: ignore[operator]
    assert reads(policies) == 1
    assert load(policies).digest == load(policies, cache=False).digest != before


def test_a_late_change_leaves_no_note(cache: Path, policies: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_SETTLED", 2_000_000_000)
    load(policies)
    assert list(cache.glob("library-*"))
    assert not list(cache.glob("note-*"))
    assert reads(policies) == 1


def test_other_code_or_python_is_another_library(cache: Path, policies: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(policies)
    for name, value in (("code_state", lambda: (("code.py", 1, 2, 3, 4),)), ("__version__", "0.0.0")):
        with monkeypatch.context() as patched:
            patched.setattr(keeping, name, value)
            assert reads(policies) == 1
    assert len(list(cache.glob("library-*"))) == 3


def test_the_code_that_reads_libraries_is_watched() -> None:
    """Every module of the package that is imported to read a library lies in a folder whose state is part of the key."""
    code = (
        "import sys, licet; licet.load(cache=False); "
        "print(*[m.__file__ for n, m in sys.modules.items() if n.split('.')[0] == 'licet'], sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    watched = {name for name, *_ in keeping.code_state()}
    assert set(done.stdout.split()) <= watched


def test_two_processes_may_write_at_once(tmp_path: Path) -> None:
    environment = {**os.environ, "LICET_CACHE": str(tmp_path)}
    code = f"import licet; print(licet.load({str(SMALL)!r}).digest)"
    running = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(3)
    ]
    assert len({process.communicate()[0] for process in running}) == 1
    assert [process.returncode for process in running] == [0, 0, 0]
    assert not list(tmp_path.glob("*.part"))


def test_old_forms_are_forgotten(cache: Path, policies: Path) -> None:
    for number in range(8):
        (policies / "world" / "notes.csv").write_text(f"a\n{number}\n")
        load(policies)
    assert len(list(cache.glob("library-*"))) == 6
    assert len(list(cache.glob("note-*"))) == 1


@pytest.mark.parametrize("set_to", ["", os.devnull + "/nowhere"])
def test_without_a_cache(policies: Path, monkeypatch: pytest.MonkeyPatch, set_to: str) -> None:
    monkeypatch.setenv("LICET_CACHE", set_to)
    assert (reads(policies), reads(policies)) == (1, 1)


# files


def test_the_files_of_a_library(policies: Path) -> None:
    (policies / ".hidden").mkdir()
    (policies / ".hidden" / "x.yaml").write_text("")
    (policies / "cases").mkdir(exist_ok=True)
    (policies / "cases" / "x.yaml").write_text("")
    (policies / "notes.txt").write_text("")
    names = [name for name, _ in library_files(policies)]
    assert names == sorted(names)
    assert not [name for name in names if name.startswith((".hidden", "cases/")) or name.endswith(".txt")]
    assert all(path.is_file() for _, path in library_files(policies))
    shutil.rmtree(policies / "world")
    world = {name: path for name, path in library_files(policies) if name.startswith("world/")}
    assert world["world/groups.yaml"] == shipped_folder() / "world" / "groups.yaml"


def test_no_folder() -> None:
    with pytest.raises(InputError, match="there is no folder `/nowhere`"):
        licet.load("/nowhere")
