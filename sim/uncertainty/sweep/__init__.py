"""Sweeps: the same questions at every point of a plan, in shards, on this machine or a cluster."""

from sim.uncertainty.sweep.plan import Plan, load_plan
from sim.uncertainty.sweep.result import Sweep, SweepPoint
from sim.uncertainty.sweep.sweep import sweep

__all__ = ["Plan", "Sweep", "SweepPoint", "load_plan", "sweep"]
