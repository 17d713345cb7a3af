"""Stage 2: headlines, vectors and results are remembered."""
