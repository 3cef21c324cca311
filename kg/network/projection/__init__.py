"""From records to a network: which records of a view count, what they link, and what that makes of the graph."""
