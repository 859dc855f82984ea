"""Shards on disk: whole files with a checksum, under names that carry the plan's digest."""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from sim.scratch import clear_leftovers, scratch_folder
from sim.uncertainty.sweep.shard import Arrays

DIGITS = 16
"""Number of digits of a plan's digest in the names."""
SUM = hashlib.sha256().digest_size
"""Number of bytes of the checksum at the end of a shard."""
SCRATCH = "shards"
Writer = Callable[[int, Arrays], None]
"""Takes the number of a shard and the shard."""
_NAME = re.compile(rf"([0-9a-f]{{{DIGITS}}})-[0-9]{{8,}}\.npz")


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
        clear_leftovers(folder, SCRATCH)

    def path(self, number: int) -> Path:
        """Return where a shard is."""
        return self.folder / f"{self.digest[:DIGITS]}-{number:08d}.npz"

    def others(self) -> int:
        """Return how many shards of other plans, or of other states of this one, are there."""
        names = (_NAME.fullmatch(path.name) for path in self.folder.iterdir())
        return sum(name is not None and name[1] != self.digest[:DIGITS] for name in names)

    def read(self, number: int) -> Arrays | None:
        """Return a shard; None if there is none, or not as it was written.

        The checksum is over every byte, so that nothing that is damaged is ever read as numbers.
        """
        try:
            content = self.path(number).read_bytes()
        except OSError:
            return None
        numbers, told = content[:-SUM], content[-SUM:]
        if told != self._sum(number, numbers):
            return None
        with np.load(io.BytesIO(numbers), allow_pickle=False) as found:
            return {name: found[name] for name in found.files}

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        """Give a function that writes a shard: beside its place first, then in one step."""
        with scratch_folder(self.folder, SCRATCH) as made:

            def write(number: int, arrays: Arrays) -> None:
                content = io.BytesIO()
                np.savez(content, **arrays)  # type: ignore[arg-type]
                numbers = content.getvalue()
                half = made / self.path(number).name
                half.write_bytes(numbers + self._sum(number, numbers))
                os.replace(half, self.path(number))

            yield write

    def _sum(self, number: int, content: bytes) -> bytes:
        """Return the checksum of a shard's bytes, its number and the whole digest."""
        return hashlib.sha256(f"{self.digest}-{number}:".encode() + content).digest()
