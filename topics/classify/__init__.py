"""Stage 4a: which known topic a headline is about."""
