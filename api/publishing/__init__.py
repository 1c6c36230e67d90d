"""The graph as linked data: one thing described, the whole as a data set with files to take away."""
