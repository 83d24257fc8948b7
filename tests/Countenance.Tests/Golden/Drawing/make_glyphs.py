"""Widths, bounds and areas of glyphs of the fonts that figures are written in, by fontTools: glyphs.json beside this file.

Run with Debian's python3 (python3-fonttools) from the repository's root.
"""
import json
import pathlib

from fontTools.pens.areaPen import AreaPen
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

TEXT = " AHgx80%@éÅσΩЖ–−…→✓✕"
fonts = pathlib.Path("src/Countenance/Drawing/Fonts")
golden = {}
for name in ("DejaVuSansCondensed", "DejaVuSansCondensed-Bold"):
    font = TTFont(fonts / f"{name}.ttf")
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    unit = font["head"].unitsPerEm
    rows = []
    for character in TEXT:
        glyph = glyphs[names[ord(character)]]
        bounds, area = BoundsPen(glyphs), AreaPen(glyphs)
        glyph.draw(bounds)
        glyph.draw(area)
        rows.append({
            "character": character,
            "advance": glyph.width / unit,
            "bounds": [value / unit for value in bounds.bounds or ()],
            "area": abs(area.value) / unit / unit,
        })
    golden[name] = rows
path = pathlib.Path(__file__).with_name("glyphs.json")
path.write_text(json.dumps(golden, ensure_ascii=True, separators=(",", ":")) + "\n")
