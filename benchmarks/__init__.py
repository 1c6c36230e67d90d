"""Accuracy and speed, measured by anyone: nothing here is imported by the house itself."""
