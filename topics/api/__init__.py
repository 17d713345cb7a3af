"""The HTTP service: other programs ask what a headline is about and what rises."""
