"""How good a classifier is on labelled headlines: figures, and a page that shows them."""
