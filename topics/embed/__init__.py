"""Stage 3: text becomes vectors."""
