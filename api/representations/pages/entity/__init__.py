"""One entity, or one passage: sentences, evidence, money, neighbours, dates, relations, how the record stands.

:mod:`entities` puts a page together of what the others make.
"""
