"""What is said of answers in words, and the report.

Examples
--------
>>> import sim
>>> from sim.reporting import report
>>> page = report(sim.load("scenarios/teaching/two-issues.yaml"))
>>> len(page) < 2_000_000
True
"""

from sim.reporting.report import report, report_of

__all__ = ["report", "report_of"]
