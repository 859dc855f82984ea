"""Scenarios mutated as text and as trees: none may hang, crash, or write anything when refused."""
