"""What changed, what stewards decide, and what records lack."""
