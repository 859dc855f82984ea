"""The command line: one file per command, everything heavy loaded where it is used."""

from sim.cli.main import main

__all__ = ["main"]
