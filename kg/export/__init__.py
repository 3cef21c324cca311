"""How the graph leaves: as records to edit, as RDF, as grant publications."""

from kg.export.formats import EXPORTS, write_records
from kg.export.records import read_all
from kg.export.void import void_quads

__all__ = ["EXPORTS", "read_all", "void_quads", "write_records"]
