"""Everything that changes the graph is written here: loads of datasets, SPARQL updates, the graph store.

Nobody else commits. A way to write is a module that computes a change set: :mod:`kg.desk.load` from the files of
datasets, :mod:`kg.desk.desk` from what comes while the service runs, in turns, with the author named and the graphs
that nobody edits protected.
"""

from kg.desk.load import Loaded, LoadOptions, RemovesMuch, Side, check, load

__all__ = ["LoadOptions", "Loaded", "RemovesMuch", "Side", "check", "load"]
