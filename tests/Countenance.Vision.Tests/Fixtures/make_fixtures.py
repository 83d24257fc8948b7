"""Makes the images beside it with Pillow (Debian's python3-pil 9.4): run with /usr/bin/python3.

Every picture is the 8 x 6 pattern of Pattern.cs: red 31x, green 40y, blue 17(x + y), all modulo 256.
"""
import os

from PIL import Image

WIDTH, HEIGHT = 8, 6
HERE = os.path.dirname(os.path.abspath(__file__))


def path(name):
    return os.path.join(HERE, name)


def pattern():
    image = Image.new("RGB", (WIDTH, HEIGHT))
    for y in range(HEIGHT):
        for x in range(WIDTH):
            image.putpixel((x, y), (31 * x % 256, 40 * y % 256, 17 * (x + y) % 256))
    return image


rgb = pattern()
red = rgb.getchannel("R")

rgb.save(path("rgb.webp"), lossless=True, exact=True)
rgb.save(path("lossy.webp"), quality=95)
rgba = rgb.copy()
rgba.putalpha(rgb.getchannel("G"))
rgba.save(path("alpha.webp"), lossless=True, exact=True)
rgba.save(path("alpha-lossy.webp"), quality=95, exact=True)
rgb.save(path("animated.webp"), save_all=True, append_images=[rgb.rotate(180)], lossless=True)

rgb.save(path("rgb.tif"))
rgb.save(path("lzw.tif"), compression="tiff_lzw")
rgb.save(path("deflate.tif"), compression="tiff_adobe_deflate")
red.save(path("gray.tif"))
# 16 bits: the high byte is the red channel, the low byte is noise that must not round it up.
wide = Image.new("I;16", (WIDTH, HEIGHT))
for y in range(HEIGHT):
    for x in range(WIDTH):
        wide.putpixel((x, y), 256 * (31 * x % 256) + 255)
wide.save(path("gray16.tif"))
rgb.save(path("two-pages.tif"), save_all=True, append_images=[rgb.rotate(180)])
translucent = rgb.convert("RGBA")
translucent.putalpha(100)
translucent.save(path("alpha.tif"))
rgb.convert("F").save(path("float.tif"))
for orientation in (3, 6):
    rgb.save(path(f"orientation{orientation}.tif"), tiffinfo={274: orientation})

rgb.save(path("rgb.bmp"))
red.save(path("gray.bmp"))
rgb.quantize(16).save(path("palette.bmp"))

# A smooth picture for JPEG: 24 x 16, the left half dark, the right half light.
smooth = Image.new("RGB", (24, 16), (40, 60, 80))
smooth.paste((200, 180, 160), (12, 0, 24, 16))
smooth.save(path("baseline.jpg"), quality=95)
smooth.save(path("progressive.jpg"), quality=95, progressive=True)
smooth.convert("CMYK").save(path("cmyk.jpg"), quality=95)
smooth.convert("L").save(path("gray.jpg"), quality=95)
exif = Image.Exif()
exif[274] = 6  # To be shown turned a quarter clockwise.
smooth.save(path("orientation6.jpg"), quality=95, exif=exif)
smooth.save(path("orientation6.png"), exif=exif)
smooth.save(path("orientation6.webp"), lossless=True, exif=exif)

rgb.save(path("rgb.gif"))
