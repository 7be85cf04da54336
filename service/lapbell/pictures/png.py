"""SVG to PNG. Letters are Lato's, from the font-lato package; the machine's own fonts are unknown.

Only LIGHT and DARK can become PNG: a page's custom properties mean nothing here.
"""

from contextlib import ExitStack
from importlib.resources import as_file, files

_FONTS = ("Lato-Regular.ttf", "Lato-Bold.ttf")


def to_png(svg: str, *, width: int, paper: str | None = None) -> bytes:
    """Return a PNG so many pixels wide, on a colour where `paper` is one, else see-through.

    Raises ValueError for what is no SVG.
    """
    import resvg_py  # noqa: PLC0415 - a service draws once a week

    with ExitStack() as open_files:
        fonts = [
            str(open_files.enter_context(as_file(files("font_lato") / "files" / name)))
            for name in _FONTS
        ]
        return resvg_py.svg_to_bytes(
            svg_string=svg,
            width=width,
            background=paper,
            skip_system_fonts=True,
            font_files=fonts,
            font_family="Lato",
        )
