"""The ``sim`` command: what surrounds every run of it."""

from __future__ import annotations

import _thread
import gc
import io
import os
import signal
import sys
import threading
from types import FrameType

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""
AGAIN = 0.05
"""Seconds until an interrupt that fell into a destructor is delivered again."""


def main() -> None:
    """Run the command line.

    Exit codes: 0 done, 1 the scenario is wrong or an output can't be written, 2 usage, 130 stopped
    with Ctrl-C.
    """
    # While modules are loaded, and once everything is written, there is nothing to tidy up. Where
    # interrupts are ignored, as in the background, they stay so.
    heeded = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if heeded:
        signal.signal(signal.SIGINT, _quit)
    from sim.cli.app import app
    from sim.cli.terminal import escape_streams
    from sim.processes import WorkersDied
    from sim.scenario.errors import ScenarioError
    from sim.scenario.option_names import with_options
    from sim.space.limits import TooManyAgreements

    # A run makes a million small objects that live to its end; looking through them for circles
    # after every 700 takes a tenth of its time and finds next to nothing.
    gc.set_threshold(50_000, 20, 20)
    sys.unraisablehook = _unraisable
    _print_any_text()
    escape_streams()
    code = 0
    try:
        if heeded:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            app(prog_name="sim")
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else 1
        except (ScenarioError, TooManyAgreements, WorkersDied) as error:
            # Notes say which file it is about.
            message = with_options(error)
            print(": ".join([*getattr(error, "__notes__", ()), message]), file=sys.stderr)
            code = 1
        except MemoryError as error:
            print(f"out of memory: {error or 'no more can be had'}", file=sys.stderr)
            code = 1
        except OSError as error:
            # What is written to a file is looked after where it is written.
            if error.filename is not None:
                raise
            code = _unprintable(error)
        if heeded:
            signal.signal(signal.SIGINT, _quit)
        code = _flush() or code
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, _quit)
        code = INTERRUPTED
    if code == INTERRUPTED:
        print("Stopped; nothing is half-written.", file=sys.stderr)
    sys.exit(code)


def _quit(number: int, frame: FrameType | None) -> None:
    """Handle an interrupt at once, without a traceback."""
    os._exit(INTERRUPTED)


def _unraisable(ignored: sys.UnraisableHookArgs) -> None:
    """Deliver an interrupt again that a destructor has swallowed; print all else as usual."""
    if issubclass(ignored.exc_type, KeyboardInterrupt):
        threading.Timer(AGAIN, _thread.interrupt_main).start()
    else:
        sys.__unraisablehook__(ignored)


def _print_any_text() -> None:
    """Let texts be printed whatever the terminal's encoding, and if nobody listens at all."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _flush() -> int:
    """Write out what is printed; return an exit code."""
    try:
        sys.stdout.flush()
    except OSError as error:
        return _unprintable(error)
    return 0


def _unprintable(error: OSError) -> int:
    """Say that nothing more can be printed, unless the reader has left; return an exit code."""
    if not isinstance(error, BrokenPipeError):
        print(f"standard output: can't be written: {error.strerror}", file=sys.stderr)
    # What is left can't be written at the exit either.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1
