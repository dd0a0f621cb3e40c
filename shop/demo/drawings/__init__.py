"""Flat SVG illustrations of the product kinds, one file of drawings for each department."""

from .gallery import DRAWINGS, draw
from .marks import placeholder
from .views import views

__all__ = ["DRAWINGS", "draw", "placeholder", "views"]
