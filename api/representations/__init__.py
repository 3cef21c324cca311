"""What is sent and taken in, each resource in each of its formats.

The formats of a resource are one table from :class:`~api.http.negotiation.Representation` to what writes it, the
preferred first and the page last. A new format is a line there.

    :mod:`entities`     LIST, ENTITY, SEARCH, EVIDENCE; made by :mod:`bodies`, :mod:`facts`, :mod:`evidence`
    :mod:`networks`     NETWORK, TABLE, PATHS ..., which workers write
    :mod:`statements`   GRAPH, DESCRIPTION, ENDPOINT: RDF; graphs as wholes by :mod:`graph_answers`
    :mod:`descriptions` DESCRIPTIONS: of the vocabulary, and of what the graph holds
    :mod:`datasets`     DATASETS, DATASET, GRAPHS
    :mod:`doors`        DOORS: the first page
    :mod:`reports`      REPORT: of a validation
    :mod:`answers`      results of queries, passed on as they come, in :mod:`query_formats`

    :mod:`filters`, :mod:`graph_bodies`, :mod:`query_requests`   what is taken in
    :mod:`models`, :mod:`examples`, :mod:`openapi`, :mod:`contexts`, :mod:`endpoint`   what describes it to programs
    :mod:`pages`        what the tables have under HTML
"""
