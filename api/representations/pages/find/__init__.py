"""Lists and searches: what was asked for, and by what it can be narrowed."""
