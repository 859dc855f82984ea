"""Moving whole files into a folder of results, with a record of which command wrote which."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sim.cli.files import move_all, write_text
from sim.scratch import uninterrupted

RECORD = ".sim-files.json"
"""The file in a folder of results that says which command wrote which of its files."""
NAMED = 6
"""Maximum number of names in a line on files."""
_FIGURES = (".png", ".svg")


@dataclass(frozen=True)
class Owned:
    """What a command wrote into a folder when it last ran there.

    Parameters
    ----------
    digest
        Of the state of the file that it was about.
    files
        Names of the files that are still its own.
    """

    digest: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """What came of writing results into a folder.

    Parameters
    ----------
    folder
        Where.
    names
        The files that were written.
    replaced
        Command → its files that said something else before.
    removed
        Files that the same command wrote here before and not now; they are gone.
    older
        Command → its files that are still there, from another state of the file; under "" figures
        of which nobody knows the run.
    """

    folder: Path
    names: tuple[str, ...]
    replaced: Mapping[str, Sequence[str]] = field(default_factory=dict)
    removed: Sequence[str] = ()
    older: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """Yield what is said of it, a line each."""
        yield f"Written to {self.folder}/: {', '.join(self.names)}"
        if self.replaced:
            yield f"Replaced: {_by_command(self.replaced)}."
        if self.removed:
            yield f"Removed, as this run does not have them: {_listed(self.removed)}."
        if self.older:
            yield f"Still there, of other runs: {_by_command(self.older)}."


def place(
    made: Path, folder: Path, command: str, digest: str, *, known: Sequence[str] = ()
) -> Written:
    """Move whole files into a folder of results, and say what became of older ones.

    Files that the same command wrote there earlier and not now are removed, so that no older
    figure passes for one of this run. Nothing that another command or a person put there is
    removed.

    Parameters
    ----------
    made
        A folder with the files, on the same file system.
    folder
        Where they go; made if need be.
    command
        Who writes them.
    digest
        Of the state of the file that they are about.
    known
        Figures that commands draw: those that are there without a record are told of.

    Raises
    ------
    OSError
        If something can't be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    record = read_record(folder)
    names = tuple(sorted(path.name for path in made.iterdir()))
    owner = {name: who for who, owned in record.items() for name in owned.files}
    replaced: dict[str, list[str]] = {}
    for name in names:
        if not _same(made / name, folder / name):
            replaced.setdefault(owner.get(name, ""), []).append(name)
    before = record.pop(command, Owned(digest, ())).files
    removed = [name for name in before if name not in names and (folder / name).is_file()]
    with uninterrupted():
        move_all(made, folder)
        for name in removed:
            (folder / name).unlink()
        left = {who: _left(owned, names, folder) for who, owned in record.items()}
        kept = {who: owned for who, owned in left.items() if owned.files}
        _write_record(folder, {**kept, command: Owned(digest, names)})
    older = {who: owned.files for who, owned in kept.items() if owned.digest != digest}
    recorded = {*names, *(name for owned in kept.values() for name in owned.files)}
    drawn = [f"{figure}{ending}" for figure in known for ending in _FIGURES]
    strays = [n for n in drawn if n not in recorded and (folder / n).exists()]
    older |= {"": tuple(strays)} if strays else {}
    return Written(folder, names, replaced, tuple(removed), older)


def read_record(folder: Path) -> dict[str, Owned]:
    """Return command → what it wrote into a folder; empty where there is no record.

    A record that can't be read counts as none: then no file is known to be the command's own, and
    none is removed.
    """
    try:
        data = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return {
            str(who): Owned(str(one["digest"]), tuple(map(str, one["files"])))
            for who, one in data.items()
        }
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write_record(folder: Path, record: Mapping[str, Owned]) -> None:
    data = {
        who: {"digest": owned.digest, "files": list(owned.files)}
        for who, owned in sorted(record.items())
    }
    write_text(folder / RECORD, json.dumps(data, indent=1) + "\n")


def _left(owned: Owned, names: Sequence[str], folder: Path) -> Owned:
    """Return what is left of a command's files once others of the same names are written."""
    files = [name for name in owned.files if name not in names and (folder / name).exists()]
    return Owned(owned.digest, tuple(files))


def _same(new: Path, old: Path) -> bool:
    """Return whether there is no older file, or one that says the same."""
    return not old.is_file() or new.read_bytes() == old.read_bytes()


def _by_command(files: Mapping[str, Sequence[str]]) -> str:
    """Return files as text, with the command that wrote them where that is known."""
    return "; ".join(
        _listed(names) + (f" (of 'sim {command}')" if command else "")
        for command, names in files.items()
    )


def _listed(names: Sequence[str]) -> str:
    """Return names of files as text, a figure's once, and how many more there are."""
    short = list(dict.fromkeys(Path(n).stem if Path(n).suffix in _FIGURES else n for n in names))
    rest = len(short) - NAMED
    return ", ".join(short[:NAMED]) + (f" and {rest} more" if rest > 0 else "")
