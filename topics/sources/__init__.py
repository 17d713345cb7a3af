"""Stage 1: headlines come in from feeds, front pages and files."""
