"""Scores in order, and how far that order can be relied on."""
