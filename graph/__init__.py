"""What is known: the model, its identities, the store and the questions asked of it."""
