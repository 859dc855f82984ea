"""Writing files: whole ones only, all of a command's or none."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from sim.scratch import clear_leftovers, scratch_folder


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Turn what can't be written into a message and exit code 1.

    Parameters
    ----------
    place
        What is written; named where the error doesn't say what is in the way.
    """
    try:
        yield
    except OSError as error:
        named = error.filename2 or error.filename or place
        print(f"{named}: can't be written: {error.strerror or error}", file=sys.stderr)
        raise typer.Exit(1) from None


@contextmanager
def making(folder: Path) -> Iterator[Path]:
    """Give a folder in which files are made that are to be moved into another on the same disk.

    What killed runs have left beside that one goes.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    clear_leftovers(folder.parent, folder.name)
    with scratch_folder(folder.parent, folder.name) as made:
        yield made


def move_all(made: Path, folder: Path) -> list[str]:
    """Move every file of a folder into another and return their names.

    Raises
    ------
    OSError
        If a file can't be moved; where a folder has its name, before any is.
    """
    folder.mkdir(exist_ok=True)
    names = sorted(path.name for path in made.iterdir())
    for name in names:
        if (folder / name).is_dir():
            raise IsADirectoryError(errno.EISDIR, "a folder has its name", str(folder / name))
    for name in names:
        os.replace(made / name, folder / name)
    return names


def put_text(path: Path, text: str) -> None:
    """Write a text file into a folder that is still being made.

    Half a character, as in a file's name that is not UTF-8, becomes an escape that JSON reads.
    """
    path.write_text(text, encoding="utf-8", errors="backslashreplace")


def write_text(path: Path, text: str) -> None:
    """Write a text file in one step.

    Raises
    ------
    OSError
        If it can't be written.
    """
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, f"there is no folder {path.parent}/", str(path))
    clear_leftovers(path.parent, path.name)
    with scratch_folder(path.parent, path.name) as made:
        half = made / "whole"
        put_text(half, text)
        os.replace(half, path)
