"""How fast and how large the model is, always as a ratio to something named of the same run."""
