"""Tables in the terminal."""

from __future__ import annotations

from rich.table import Table

from sim.reporting.grid import Grid


def table_of(grid: Grid) -> Table:
    """Return a table for the terminal; long texts fold."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_edge=False)
    for place, title in enumerate(grid.header):
        right = place in grid.right
        table.add_column(title, justify="right" if right else "left", overflow="fold")
    for row in grid.rows:
        table.add_row(*row)
    return table
