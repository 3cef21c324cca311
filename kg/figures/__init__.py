"""Figures as people print them: what a number in a text may mean, in English and Korean.

What is meant is not always certain: `3m` may be three million or three metres. A figure has all its readings, and
agrees with a number if one of them does, so that who is told of a contradiction can trust that there is one.
"""

from kg.figures.bounds import MULTIPLES, may_bound
from kg.figures.currencies import KNOWN, currencies_in
from kg.figures.figure import Figure, figures
from kg.figures.plain import plain

__all__ = ["KNOWN", "MULTIPLES", "Figure", "currencies_in", "figures", "may_bound", "plain"]
