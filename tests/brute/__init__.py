"""The oracle: a plain, slow brute force of the definitions, from their text alone.

It shares nothing with the package, uses the standard library only, enumerates every agreement and
computes with exact fractions. "Decision n" cites the numbered decisions in `docs/`.
"""
