"""What may well be wrong though the shapes allow it: figures, times and texts that disagree, loose ends, repetitions.

`CHECKS` lists the checks. Each finds what a steward can look up at once, and stays silent where it cannot be sure:
where the text is not at hand, a field is marked as implied, or a number has a reading that agrees. A record that is
right all the same says so in its field `accepted`, and what is found of it is a notice then.
"""

from kg.validation.plausibility.beside import Beside
from kg.validation.plausibility.graph import warnings_of, warnings_of_one, warnings_of_records
from kg.validation.plausibility.registry import CHECKS, PlausibilityCheck
from kg.validation.plausibility.run import Plausibility, by_check

__all__ = [
    "CHECKS",
    "Beside",
    "Plausibility",
    "PlausibilityCheck",
    "by_check",
    "warnings_of",
    "warnings_of_one",
    "warnings_of_records",
]
