"""Where the graph is kept: one interface, and the stores that have it."""
