"""Which records may describe one thing: suggestions with their reasons, for people who decide.

    Likeness(catalogue).suggestions(SuggestionWishes(...))    the pairs that look alike, the likeliest first
                       .brought_to(catalogue)       the same of a later version, made of what changed alone
    KeptLikeness().suggestions(catalogue, wishes)   the same for a service, which keeps what it made
    side_by_side(catalogue, first, second)          two records, field by field
    decision_on(catalogue, first, second)           what was decided on them

A pair is looked at only if the two share an identifier, a rare word of a name, or a name and its acronym
(:mod:`kg.likeness.blocks`); how alike it is follows from what the two say (:mod:`kg.likeness.scores`). What was decided
not to be the same, directly or over others, is not suggested, nor what is the same already.
"""

from kg.likeness.decisions import decision_on, decisions_about
from kg.likeness.profiles import classes_of_things
from kg.likeness.scores import REASONS, Reason
from kg.likeness.side_by_side import SideBySide, side_by_side
from kg.likeness.suggestions import (
    LEAST,
    USUAL,
    KeptLikeness,
    Likeness,
    Suggestion,
    SuggestionWishes,
    write_suggestions,
)

__all__ = [
    "LEAST",
    "REASONS",
    "USUAL",
    "KeptLikeness",
    "Likeness",
    "Reason",
    "SideBySide",
    "Suggestion",
    "SuggestionWishes",
    "classes_of_things",
    "decision_on",
    "decisions_about",
    "side_by_side",
    "write_suggestions",
]
