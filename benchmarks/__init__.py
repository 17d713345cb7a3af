"""Measurements, one command each; never imported by the package."""
