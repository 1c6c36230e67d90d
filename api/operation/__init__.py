"""Running the server: who asks, how often, what is noted, how many processes."""
