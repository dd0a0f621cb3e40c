"""Flat SVG illustrations of the product kinds, one file of drawings for each department."""
