"""What the graph holds as a whole, and what describes it: datasets, dictionary, reference of the API, statements."""
