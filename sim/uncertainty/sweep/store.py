"""Shards on disk: whole files with a checksum, under names that carry the plan's digest."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from pathlib import Path

import numpy as np

from sim.uncertainty.sweep.shard import Arrays

SUM = "checksum"
DIGITS = 16
"""So much of a plan's digest is in the names."""


class Store:
    """The shards of one plan in a folder; those of other plans there are left alone.

    Parameters
    ----------
    folder
        Where they are; made if need be.
    digest
        Of the plan.
    """

    def __init__(self, folder: Path, digest: str) -> None:
        self.folder, self.digest = folder, digest
        folder.mkdir(parents=True, exist_ok=True)
        for half in folder.glob(f".{digest[:DIGITS]}-*"):
            half.unlink()

    def path(self, number: int) -> Path:
        """Return where a shard is."""
        return self.folder / f"{self.digest[:DIGITS]}-{number:08d}.npz"

    def read(self, number: int) -> Arrays | None:
        """Return a shard; None if there is none or it is damaged."""
        try:
            content = io.BytesIO(self.path(number).read_bytes())
            with np.load(content, allow_pickle=False) as found:
                arrays = {name: found[name] for name in found.files}
            told = arrays.pop(SUM).tobytes()
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None
        return arrays if told == self._sum(number, arrays) else None

    def write(self, number: int, arrays: Arrays) -> None:
        """Write a shard: beside its place first, then in one step."""
        content = io.BytesIO()
        told = np.frombuffer(self._sum(number, arrays), dtype=np.uint8)
        np.savez(content, **arrays, **{SUM: told})  # type: ignore[arg-type]
        path = self.path(number)
        half = path.with_name(f".{path.name}.{os.getpid()}")
        half.write_bytes(content.getvalue())
        os.replace(half, path)

    def _sum(self, number: int, arrays: Arrays) -> bytes:
        """Return the checksum of a shard's numbers, its number and the whole digest."""
        found = hashlib.sha256(f"{self.digest}-{number}".encode())
        for name in sorted(arrays):
            one = np.ascontiguousarray(arrays[name])
            found.update(f"{name}:{one.dtype.str}:{one.shape}".encode())
            found.update(one.tobytes())
        return found.digest()
