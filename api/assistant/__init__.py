"""The same questions for a language model's assistant, over the Model Context Protocol: only reading, with quotes."""
