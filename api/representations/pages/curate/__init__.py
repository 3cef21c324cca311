"""Curating by reading: where to begin, a text with its passages, the form of a record."""
