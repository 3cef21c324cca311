"""The HTTP face of `kg`: SPARQL, REST, linked data and network views. It imports `kg`, never the reverse."""
