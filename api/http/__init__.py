"""HTTP as the service speaks it, whatever the graph is: limits, tags, caching, negotiation, problems."""
