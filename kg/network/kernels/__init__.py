"""The loops that measures of paths are made of, over the neighbours of each node in arrays, fit to be compiled."""
