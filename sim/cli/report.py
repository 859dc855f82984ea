"""``sim report``: one HTML page to send, with everything in it."""

from __future__ import annotations

from pathlib import Path

from sim.cli.options import All, File, Out, Quiet, Round, Set, Variant, asked_for, read_scenarios

NAME = "report"


def command(
    file: File,
    out: Out = Path("results"),
    set_: Set = None,
    round_: Round = None,
    variant: Variant = None,
    all_: All = False,
    quiet: Quiet = False,
) -> None:
    """Write a self-contained HTML report with sliders; nothing in it is loaded from elsewhere."""
    import typer

    from sim.cli.files import making, put_text, writing
    from sim.cli.folders import result_folder
    from sim.cli.placing import place
    from sim.cli.progress import reporting
    from sim.reporting.gather import gather
    from sim.reporting.report import FILE, report_of
    from sim.zone.explore import explore
    from sim.zone.label_notes import label_notes

    scenario = read_scenarios([file], round_, variant, set_)[0]
    asked = asked_for(file, round_, variant, set_)
    folder = out / result_folder(asked)
    with reporting(scenario.title, quiet=quiet) as tell:
        zone = explore(scenario, progress=tell)
        answers = gather(zone, tell, everything=all_, asked=asked)
        tell("writing", 1.0)
        text = report_of(answers, asked.typed(NAME, {"--all": all_}))
        with writing(folder), making(folder) as made:
            put_text(made / FILE, text)
            written = place(made, folder, NAME, scenario.digest)
    if not quiet:
        for note in label_notes(scenario):
            typer.echo(f"Warning: {note}", err=True)
        for line in written.lines():
            typer.echo(line)
