"""Stage 5: what rises and what fades."""
