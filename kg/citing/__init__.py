"""Curating by the text: passages found for words, quotes made positions, passages found again, sentences nobody cites.

All of it is pure: a text and records in, records and findings out. The texts come from :mod:`kg.texts`.
"""
