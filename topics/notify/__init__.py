"""Alerts on their way out: webhook, e-mail, feed file, lines."""
