"""Exact whole numbers of any size as remainders by some primes, so that arrays can hold them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from sim.space.space import Indices

LARGEST = 1 << 31
"""Primes are below it, so that a product of two remainders fits into 64 bits."""


@cache
def primes(bound: int) -> tuple[int, ...]:
    """Return as many primes as numbers from 0 to a bound need to be told apart.

    >>> primes(10)
    (2147483647,)
    """
    found: list[int] = []
    product, candidate = 1, LARGEST - 1
    while product <= bound:
        if _is_prime(candidate):
            found.append(candidate)
            product *= candidate
        candidate -= 2
    return tuple(found)


def _is_prime(number: int) -> bool:
    """Miller and Rabin's test; with these witnesses it is exact below 2^31 (Jaeschke 1993)."""
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for witness in (2, 3, 5, 7):
        power = pow(witness, odd, number)
        if power in (1, number - 1):
            continue
        if not any(pow(power, 1 << k, number) == number - 1 for k in range(1, twos)):
            return False
    return True


def number_of(remainders: Sequence[int], moduli: Sequence[int]) -> int:
    """Return the whole number with these remainders (Chinese remainder theorem).

    >>> number_of([3, 4], [5, 7])
    18
    """
    found, product = 0, 1
    for remainder, modulus in zip(remainders, moduli, strict=True):
        step = (remainder - found) * pow(product, -1, modulus) % modulus
        found += product * step
        product *= modulus
    return found


def products(left: Indices, right: Indices, moduli: Sequence[int]) -> list[int]:
    """Return the remainders of Σ left · right, both of shape (prime, number)."""
    found = []
    for one, other, modulus in zip(left, right, moduli, strict=True):
        terms = one * other % modulus
        # Sums of up to 2^32 numbers below 2^31 fit.
        found.append(int(terms.sum() % modulus))
    return found


def reduced(numbers: Indices, moduli: Sequence[int]) -> Indices:
    """Return the remainders of numbers, shape (prime, …), in place of them."""
    for row, modulus in zip(numbers, moduli, strict=True):
        np.remainder(row, modulus, out=row)
    return numbers
