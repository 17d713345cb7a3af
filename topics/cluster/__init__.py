"""Stage 4b: which emergent theme and which story a headline belongs to."""
