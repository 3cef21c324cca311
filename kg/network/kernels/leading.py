"""The leading eigenvectors of symmetric matrices by the steps of Lanczos, without a library for matrices.

The libraries choose how to add up by the processor, so that their last digits differ from machine to machine.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kg.network.columns import Integers
from kg.network.kernels.compiled import Kernel
from kg.network.kernels.steps import Floats, Places

_EPSILON, _ENOUGH = 1e-15, 1e-13
_ROUNDS = 2


class Matrix(NamedTuple):
    """A symmetric one, nowhere negative; row v is from `first[v]` to before `first[v + 1]`."""

    first: Integers
    columns: Places
    weights: Floats


class Run(NamedTuple):
    """The last two vectors of Lanczos and the one to come; the tridiagonal matrix; and its leading vector.

    All vectors are orthogonal to `away`, unless that is empty.
    """

    before: Floats
    here: Floats
    next: Floats
    away: Floats
    diagonal: Floats
    beside: Floats
    mixture: Floats


@Kernel
def leading(begin: int, end: int, matrix: Matrix, chance: Floats, most: int) -> tuple[Floats, float, float, float]:
    """Solve the rows from `begin` to before `end`, which are linked with each other and with no others.

    Gives the leading eigenvector, of length 1, and its value; how far the next value is below it; and what is missing
    in the equation. Where several vectors have the value to within rounding, it is the projection of the vector of ones
    on all of them, which treats alike what is alike. The next value is found among the vectors that are orthogonal to
    it, beginning with one of random numbers, `chance`. No more than `most` steps are taken in one go.

    Source: Lanczos 1950, An iteration method for the solution of the eigenvalue problem, Journal of Research of the
    National Bureau of Standards 45. Each vector is made by going again, so that none but the last two are kept
    (Cullum & Willoughby 1985, Lanczos algorithms for large symmetric eigenvalue computations); when rounding brings up
    the same one again, it begins anew from there.
    """
    size = end - begin
    vector, value, missing = np.full(size, 1 / np.sqrt(size)), 0.0, np.inf
    for _ in range(_ROUNDS):
        run = _run(vector, most, vector[:0])
        count, _, _ = _converge(begin, matrix, run, 1e-12)
        vector = _mixed(begin, count, matrix, run.mixture, _run(vector, most, vector[:0]))
        value, missing = _check(begin, matrix, vector)
        if missing <= _ENOUGH * value:
            break
    other = chance[begin:end].copy()
    _remove(vector, other)
    _scale(other)
    _, second, _ = _converge(begin, matrix, _run(other, most, vector), value)
    return vector, value, value - second, missing


@Kernel
def leading_value(matrix: Matrix, least: float, most: int) -> float:
    """Give the largest eigenvalue, to within such a share of it."""
    ones = np.full(len(matrix.first) - 1, 1 / np.sqrt(len(matrix.first) - 1))
    return float(_converge(0, matrix, _run(ones, most, ones[:0]), least)[1])


@Kernel
def _run(start: Floats, most: int, away: Floats) -> Run:
    before, following = np.zeros(len(start)), np.empty(len(start))
    return Run(before, start.copy(), following, away, np.empty(most), np.empty(most), np.empty(most))


@Kernel
def _mixed(begin: int, count: int, matrix: Matrix, mixture: Floats, run: Run) -> Floats:
    """Go so many steps again, and mix their vectors."""
    vector = np.zeros(len(run.here))
    for step in range(count):
        for place in range(len(vector)):
            vector[place] += mixture[step] * run.here[place]
        if step < count - 1:
            _advance(begin, step, matrix, run)
    _scale(vector)
    return vector


@Kernel
def _check(begin: int, matrix: Matrix, vector: Floats) -> tuple[float, float]:
    """Give the value of a vector, and what is missing in the equation."""
    run = _run(vector, 1, vector[:0])
    _advance(begin, 0, matrix, run)
    return float(run.diagonal[0]), float(run.beside[0])


@Kernel
def _converge(begin: int, matrix: Matrix, run: Run, least: float) -> tuple[int, float, float]:
    """Take steps until less than a share `least` of the value is missing; gives their number, the value, and what is.

    With one to stay away from, `least` is the leading value: then it is enough to know how far the value is from it.
    """
    count, check, value, missing = 0, 4, 0.0, np.inf
    while True:
        while count < min(check, len(run.diagonal)):
            _advance(begin, count, matrix, run)
            count += 1
            if run.beside[count - 1] <= _EPSILON * max(abs(run.diagonal[0]), run.beside[0]):
                break
        value = _largest(count, run)
        missing = run.beside[count - 1] * run.mixture[count - 1]
        enough = 0.1 * (least - value) if len(run.away) else least * value
        if missing <= enough or count < check or count == len(run.diagonal):
            return count, value, missing
        if len(run.away) and value >= least * (1 - 1e-8):
            return count, value, missing
        check += max(4, check // 8)


@Kernel
def _advance(begin: int, step: int, matrix: Matrix, run: Run) -> None:
    """Take a step: multiply the vector, and keep what is orthogonal to the two before it."""
    before, here, following = run.before, run.here, run.next
    back = run.beside[step - 1] if step else 0.0
    along = 0.0
    for place in range(len(here)):
        total = 0.0
        for entry in range(matrix.first[begin + place], matrix.first[begin + place + 1]):
            total += matrix.weights[entry] * here[matrix.columns[entry] - begin]
        following[place] = total - back * before[place]
        along += following[place] * here[place]
    for place in range(len(here)):
        following[place] -= along * here[place]
    if len(run.away):
        _remove(run.away, following)
    length = 0.0
    for place in range(len(here)):
        length += following[place] * following[place]
    length = np.sqrt(length)
    run.diagonal[step], run.beside[step] = along, length
    for place in range(len(here)):
        before[place] = here[place]
        here[place] = following[place] / length if length else 0.0


@Kernel
def _largest(count: int, run: Run) -> float:
    """Give the largest eigenvalue of the tridiagonal matrix of so many steps, and leave its vector in `mixture`.

    Above that value, all pivots of what the matrix is subtracted from are positive, which is where it is looked for by
    halving; its vector is positive, and found by solving with the matrix just above the value, without a difference of
    numbers that are nearly equal.
    """
    diagonal, beside, mixture = run.diagonal, run.beside, run.mixture
    low, high = diagonal[0], diagonal[0]
    for step in range(count):
        low = max(low, diagonal[step])
        reach = (beside[step - 1] if step else 0.0) + (beside[step] if step < count - 1 else 0.0)
        high = max(high, diagonal[step] + reach)
    pivots = np.empty(count)
    high += _EPSILON * max(abs(low), abs(high)) + 1e-150
    while True:
        middle = low + (high - low) / 2
        if middle <= low or middle >= high:
            break
        if _pivot(count, middle, run, pivots):
            high = middle
        else:
            low = middle
    _pivot(count, high, run, pivots)
    mixture[:count] = 0.0
    mixture[0] = 1.0
    for _ in range(4):
        for step in range(1, count):
            mixture[step] += mixture[step - 1] * beside[step - 1] / pivots[step - 1]
        mixture[count - 1] /= pivots[count - 1]
        for step in range(count - 2, -1, -1):
            mixture[step] = (mixture[step] + beside[step] * mixture[step + 1]) / pivots[step]
        _scale(mixture[:count])
    return float(high)


@Kernel
def _pivot(count: int, value: float, run: Run, pivots: Floats) -> bool:
    """Eliminate in `value` less the tridiagonal matrix; tells whether all pivots are positive."""
    pivot = 1.0
    for step in range(count):
        pivot = value - run.diagonal[step] - (run.beside[step - 1] * run.beside[step - 1] / pivot if step else 0.0)
        if not pivot > 0.0:
            return False
        pivots[step] = pivot
    return True


@Kernel
def _remove(direction: Floats, vector: Floats) -> None:
    """Take from a vector what it has in a direction of length 1."""
    along = 0.0
    for place in range(len(vector)):
        along += direction[place] * vector[place]
    for place in range(len(vector)):
        vector[place] -= along * direction[place]


@Kernel
def _scale(vector: Floats) -> None:
    """Make the length of a vector 1, whatever it was."""
    most, length = 0.0, 0.0
    for place in range(len(vector)):
        most = max(most, abs(vector[place]))
    for place in range(len(vector)):
        vector[place] = vector[place] / most if most else 0.0
        length += vector[place] * vector[place]
    length = np.sqrt(length)
    for place in range(len(vector)):
        vector[place] = vector[place] / length if length else 0.0
