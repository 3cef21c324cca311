"""Identifiers that registers give: the schemes of `ontology/identifiers.ttl`, and what is wrong with one."""

from kg.identifiers.faults import Fault, fault, taken_as_they_are
from kg.identifiers.schemes import Scheme, load_schemes

__all__ = ["Fault", "Scheme", "fault", "load_schemes", "taken_as_they_are"]
