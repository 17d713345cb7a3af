"""A briefing of one day: what was told, what rises and fades, what is new, who is silent."""
