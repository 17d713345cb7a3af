"""Offline: models are made, measured and promoted."""
