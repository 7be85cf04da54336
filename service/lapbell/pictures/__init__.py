"""The jointed figure and the weekly chart: SVG, and SVG to PNG.

What a pose is stands in `core.figure`, what a week came to in `core.weeks`; this room only draws.
It reads no file but the fonts, and writes none.
"""
