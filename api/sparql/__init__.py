"""SPARQL 1.1 for the public: read-only, in processes of its own that can be ended at any moment."""
