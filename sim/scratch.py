"""Scratch folders: whole files are made there before they are moved into place."""

from __future__ import annotations

import os
import re
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has other locks; what a killed run leaves there stays.
    fcntl = None  # type: ignore[assignment]

OWNER, FILES = "owner", "files"
"""In a scratch folder: the file that its process keeps locked while it lives, and the rest."""
LONGEST = 60
"""Characters of a name that a scratch folder carries; names of files have a limit."""


@contextmanager
def scratch_folder(parent: Path, name: str) -> Iterator[Path]:
    """Give an empty folder in a hidden one, ``.NAME-xxxx``, that is removed afterwards.

    Parameters
    ----------
    parent
        Where the hidden folder is; on the disk of what is to be moved out of it.
    name
        What it is called after.

    Raises
    ------
    OSError
        If it can't be made; the error names the parent.
    """
    made: tuple[Path, int] | None = None
    try:
        with uninterrupted():
            made = _made(parent, name)
        files = made[0] / FILES
        files.mkdir()
        yield files
    finally:
        if made is not None:
            with uninterrupted():
                _remove(made[0])
                os.close(made[1])


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Put off Ctrl-C until a short stretch is done."""
    if not takes_interrupts():
        yield
        return
    came: list[int] = []
    signal.signal(signal.SIGINT, lambda number, frame: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if came:
            raise KeyboardInterrupt


def takes_interrupts() -> bool:
    """Return whether Ctrl-C raises KeyboardInterrupt here, as it does by default."""
    main = threading.current_thread() is threading.main_thread()
    return main and signal.getsignal(signal.SIGINT) is signal.default_int_handler


def clear_leftovers(parent: Path, name: str) -> None:
    """Remove the scratch folders of processes that were killed; those in use stay."""
    if fcntl is None:
        return
    pattern = re.compile(re.escape(_prefix(name)) + "[a-z0-9_]{8}")
    for folder in sorted(parent.iterdir()) if parent.is_dir() else ():
        if not pattern.fullmatch(folder.name) or folder.is_symlink() or not folder.is_dir():
            continue
        try:
            lock = os.open(folder / OWNER, os.O_RDWR)
        except FileNotFoundError:
            _remove_empty(folder)
            continue
        try:
            if _locked(lock):
                _remove(folder)
        finally:
            os.close(lock)


def _prefix(name: str) -> str:
    return f".{name[:LONGEST]}-"


def _made(parent: Path, name: str) -> tuple[Path, int]:
    """Return a new scratch folder and its lock.

    Another process that clears up may take a folder that isn't locked yet for a leftover: then
    another is made.
    """
    while True:
        try:
            folder = Path(tempfile.mkdtemp(prefix=_prefix(name), dir=parent))
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(parent)) from None
        try:
            lock = os.open(folder / OWNER, os.O_RDWR | os.O_CREAT, 0o600)
        except FileNotFoundError:
            continue
        if fcntl is None or (_locked(lock, unless=True) and (folder / OWNER).exists()):
            return folder, lock
        os.close(lock)


def _locked(lock: int, *, unless: bool = False) -> bool:
    """Lock a file and return whether it could be; ``unless`` where the disk has no locks."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return unless
    return True


def _remove(folder: Path) -> None:
    """Remove a scratch folder, what marks it as one last."""
    shutil.rmtree(folder / FILES, ignore_errors=True)
    (folder / OWNER).unlink(missing_ok=True)
    _remove_empty(folder)


def _remove_empty(folder: Path) -> None:
    """Remove a folder if nothing is in it: else it isn't one of these."""
    try:
        folder.rmdir()
    except OSError:
        return
