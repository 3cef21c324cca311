"""The text of SPARQL, before the engine reads it: its tokens, another spelling of it, and what is wrong with it."""
