"""Whether a change may happen: SHACL on what it affects, and passages that are really there."""

from kg.validation.gate import Advance, Gate
from kg.validation.intake import Intake

__all__ = ["Advance", "Gate", "Intake"]
