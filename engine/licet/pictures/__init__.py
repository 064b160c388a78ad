"""Pictures of timelines and matrices: SVG text, the same bytes for the same data; PNG through an optional package."""

from __future__ import annotations

from licet.pictures.heatmap import heat_map
from licet.pictures.png import to_png
from licet.pictures.timeline import timeline_picture
from licet.pictures.worldmap import world_map

__all__ = ["heat_map", "timeline_picture", "to_png", "world_map"]
