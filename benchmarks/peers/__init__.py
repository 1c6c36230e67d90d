"""Named peers that `python -m benchmarks` measures beside this program: where they live, what they read, how."""
