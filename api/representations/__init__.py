"""What is sent and taken in: answers of queries, graphs, entities, descriptions, in each of their formats."""
