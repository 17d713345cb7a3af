"""Headline topics: what is being written about, what rises and what fades."""

__version__ = "0.1.0"
