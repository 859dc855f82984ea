"""``sim report``: one HTML page to send, with everything in it."""

from __future__ import annotations

from pathlib import Path

from sim.cli.options import File, Out, Quiet, Round, Set, Variant, read_scenarios, typed

NAME = "report"


def command(
    file: File,
    out: Out = Path("results"),
    set_: Set = None,
    round_: Round = None,
    variant: Variant = None,
    quiet: Quiet = False,
) -> None:
    """Write a self-contained HTML report with sliders; nothing in it is loaded from elsewhere."""
    import typer

    from sim.cli.files import write_text, writing
    from sim.cli.progress import reporting
    from sim.reporting.gather import gather
    from sim.reporting.report import FILE, report_of
    from sim.zone.explore import explore

    scenario = read_scenarios([file], round_, variant, set_)[0]
    with reporting(scenario.title, quiet=quiet) as tell:
        answers = gather(explore(scenario, progress=tell), tell, replay=True)
        tell("writing", 1.0)
        given = {"--round": round_, "--variant": variant, "--set": set_}
        text = report_of(answers, typed("report", file, given))
    folder = out / file.stem
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_text(folder / FILE, text)
    for note in answers.notes:
        typer.echo(note, err=True)
    if not quiet:
        typer.echo(f"Written to {folder}/: {FILE}")
