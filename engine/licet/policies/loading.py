"""From the files of a folder to a library, with all mistakes of all files at once."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path, PurePosixPath

from licet.conditions.parsing import Scope
from licet.documents import Document, read_document
from licet.library import Library
from licet.policies.model import Policy
from licet.policies.reading import PolicyReader
from licet.policies.references import resolve
from licet.problems import Problem, Span
from licet.terms import VOCABULARY
from licet.world.loading import WorldLoader
from licet.world.model import World

HEAD = "policy.yaml"


def read_library(
    root: Path, files: list[tuple[str, Path]], version: str, digest: str
) -> tuple[Library | None, list[Problem]]:
    """Read the files of a library.

    Args:
        root: the folder they are in; a folder without ``world/`` has taken the shipped one's files.
        files: (shown name, path) of every file, in order.
        version: of Licet.
        digest: of the files.

    Returns:
        The library, or None, and every problem found.
    """
    problems: list[Problem] = []
    names = dict(files)
    world_folder = next((path.parent for name, path in files if name == "world/groups.yaml"), root / "world")
    world = WorldLoader(world_folder, "world", problems).load()
    scope = world_scope(world)
    folders: dict[PurePosixPath, list[str]] = defaultdict(list)
    for name in names:
        if name.endswith(".yaml") and not name.startswith("world/"):
            folders[PurePosixPath(name).parent].append(name)
    policies: list[Policy] = []
    for folder in sorted(folders):
        documents = [_document(name, names[name], problems) for name in sorted(folders[folder])]
        head = next((document for document in documents if PurePosixPath(document.name).name == HEAD), None)
        if head is None:
            first = documents[0].name
            message = f"the folder `{folder}` has no `{HEAD}`"
            problems.append(
                Problem(message, Span(first, 1, 1), "a folder is a policy, and that file says whom it binds")
            )
            continue
        reader = PolicyReader(folder.name, scope, problems)
        readable = [document for document in documents if document is not head and document.data is not None]
        policy = reader.read(head, readable) if head.data is not None else None
        if policy is not None:
            policies.append(policy)
    problems += _doubles(policies)
    policies, wrong = resolve(policies)
    # a reference to a rule in a file that could not be read is no mistake of its own
    problems += wrong if not problems else []
    if problems:
        return None, problems
    ordered = tuple(sorted(policies, key=lambda policy: policy.id))
    return Library(ordered, world, version, digest), []


def world_scope(world: World) -> Scope:
    """The scope in which a library's conditions are read."""
    return Scope(
        countries=world.countries.names,
        groups=world.groups,
        entity=world.entity,
        vocabulary=VOCABULARY,
    )


def _document(name: str, path: Path, problems: list[Problem]) -> Document:
    document, wrong = read_document(path, name)
    problems += wrong
    if document.data is None and not wrong:
        problems.append(Problem("the file is empty", Span(name, 1, 1)))
    return document


def _doubles(policies: list[Policy]) -> list[Problem]:
    """Two policies of the same name, or two of the same state."""
    problems: list[Problem] = []
    seen: dict[str, Policy] = {}
    for policy in policies:
        for key in (policy.id, policy.state):
            if key is not None and key in seen and seen[key] is not policy:
                problems.append(Problem(f"there are two policies of `{key}`"))
            elif key is not None:
                seen[key] = policy
    return problems
