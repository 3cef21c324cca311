"""The peers: each serves a prepared ecosystem at a loopback address, with the union of all graphs as default graph."""

from benchmarks.peers.bare import Bare
from benchmarks.peers.fuseki import fuseki
from benchmarks.peers.ours import ours
from benchmarks.peers.rdf4j import rdf4j
from benchmarks.peers.rdflib_endpoint import rdflib_endpoint
from benchmarks.peers.server import Missing, Server, serving
from benchmarks.peers.virtuoso import virtuoso

PEERS = {"ours": ours, "rdflib-endpoint": rdflib_endpoint, "Virtuoso": virtuoso, "Fuseki": fuseki}

__all__ = ["PEERS", "Bare", "Missing", "Server", "fuseki", "ours", "rdf4j", "serving"]
