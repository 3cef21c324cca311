"""How a network hangs together: its pieces and groups, ways between nodes, and what it is without some of them."""
