"""Whether a change may happen: SHACL on what it affects, and passages that are really there."""

from kg.validation.gate import NONE_YET, Advance, Gate, Verified
from kg.validation.intake import Intake

__all__ = ["NONE_YET", "Advance", "Gate", "Intake", "Verified"]
