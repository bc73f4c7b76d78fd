"""
Writes random pictures of all formats, depths, orientations, transparencies and profiles, and what Pillow makes of them:
python pictures.py FOLDER --count 300 --seed 1 --largest 700 --large 2001 --twins
python tools/pictures/pictures.py test/fixtures/pictures --count 43 --seed 2 --largest 60 --large 601 --results 1

FOLDER/pictures.json lists for each its file, its kind, the options of fromImages, and the bytes that Pillow has; with
--twins a PNG too of the pixels that Pillow decodes of a JPEG.
"""
import argparse, base64, io, json, os, struct, zlib

import numpy as np
from PIL import Image, ImageCms, ImageDraw, ImageOps

SRGB = ImageCms.createProfile("sRGB")


# Profiles, small ones: a matrix with a curve, a curve, a table of ink.

def profile(space, tags, connection=b"XYZ "):
    tags = {b"desc": b"desc" + struct.pack(">II", 0, 2) + b"x\0" + bytes(78), b"cprt": b"text\0\0\0\0x\0", b"wtpt": xyz(0.9642, 1, 0.8249), **tags}
    at, table, data = 128 + 4 + 12 * len(tags), b"", b""
    for name, tag in tags.items():
        tag += bytes(-len(tag) % 4)
        table += name + struct.pack(">II", at + len(data), len(tag))
        data += tag
    kind = b"prtr" if space == b"CMYK" else b"mntr"
    head = struct.pack(">I4sI4s4s4s12s4s", at + len(data), bytes(4), 0x02400000, kind, space, connection, bytes(12), b"acsp")
    head += bytes(28) + struct.pack(">III", 0xF6D6, 0x10000, 0xD32D) + bytes(48)
    return head + struct.pack(">I", len(tags)) + table + data


def xyz(*values):
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(65536 * value) for value in values))


def gamma(power):
    return b"curv" + struct.pack(">IIH", 0, 1, round(256 * power))


def of_matrix(columns, power):
    names = [b"rXYZ", b"gXYZ", b"bXYZ"]
    return profile(b"RGB ", {**{name: xyz(*column) for name, column in zip(names, columns)}, **{name: gamma(power) for name in (b"rTRC", b"gTRC", b"bTRC")}})


def of_ink():
    steps, same = [], bytes(range(256))
    for c, m, y, k in np.ndindex(2, 2, 2, 2):
        rgb = np.array([1 - 0.9 * c, 1 - 0.85 * m, 1 - 0.8 * y]) * (1 - 0.9 * k)
        light = np.cbrt(np.clip([[0.436, 0.385, 0.143], [0.222, 0.717, 0.061], [0.014, 0.097, 0.714]] @ rgb**2.2 / [0.9642, 1, 0.8249], 0.009, 1))
        lab = [116 * light[1] - 16, 500 * (light[0] - light[1]), 200 * (light[1] - light[2])]
        steps += [round(lab[0] * 2.55), round(lab[1] + 128), round(lab[2] + 128)]
    identity = struct.pack(">9i", *(65536 * (i % 4 == 0) for i in range(9)))
    return profile(b"CMYK", {b"A2B0": b"mft1\0\0\0\0" + bytes([4, 3, 2, 0]) + identity + 4 * same + bytes(steps) + 3 * same}, b"Lab ")


WIDE = of_matrix([(0.6097, 0.3111, 0.0195), (0.2053, 0.6257, 0.0609), (0.1492, 0.0632, 0.7446)], 2.2)
P3 = of_matrix([(0.5151, 0.2412, -0.0011), (0.2919, 0.6922, 0.0419), (0.1572, 0.0666, 0.7841)], 1.8)
GREY = profile(b"GRAY", {b"kTRC": gamma(1.8)})
INK = of_ink()


# Pictures.

def scene(roll, width, height):
    """Waves, edges, strokes of one pixel, and some noise."""
    y, x = np.mgrid[:height, :width]
    waves = [128 + 100 * np.sin(x / roll.uniform(3, 60) + y / roll.uniform(3, 60) + phase) for phase in roll.uniform(0, 6, 3)]
    image = Image.fromarray(np.stack(waves, 2).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for i in range(roll.integers(2, 9)):
        box = np.sort(roll.uniform(0, 1, (2, 2)), 0) * [width, height]
        colour = tuple(int(part) for part in roll.integers(0, 256, 3))
        [draw.ellipse, draw.rectangle][i % 2]([tuple(box[0]), tuple(box[1])], fill=colour)
        draw.line([tuple(point) for point in roll.uniform(0, 1, (3, 2)) * [width, height]], fill=colour[::-1])
    noise = roll.normal(0, roll.choice([0, 0, 4, 20]), (height, width, 3))
    return Image.fromarray(np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8))


def veil(roll, size):
    alpha = scene(roll, *size).convert("L")
    return alpha if roll.random() < 0.5 else alpha.point(lambda value: 255 * (value > 110))


def with_alpha(roll, image):
    image = image.copy()
    image.putalpha(veil(roll, image.size))
    return image


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png16(image, roll, icc=None):
    """16 bits a channel, which Pillow does not write: the lower eight are random."""
    parts = np.atleast_3d(np.asarray(image)).astype(np.uint16)
    deep = (parts << 8 | roll.integers(0, 256, parts.shape, np.uint16)).astype(">u2")
    kind = {1: 0, 2: 4, 3: 2, 4: 6}[parts.shape[2]]
    rows = b"".join(b"\0" + row.tobytes() for row in deep)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", image.width, image.height, 16, kind, 0, 0, 0))
    said = chunk(b"iCCP", b"x\0\0" + zlib.compress(icc)) if icc else b""
    return b"\x89PNG\r\n\x1a\n" + head + said + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def after_head(png, *chunks):
    return png[:33] + b"".join(chunks) + png[33:]


def saved(image, form, **options):
    out = io.BytesIO()
    image.save(out, form, **{name: value for name, value in options.items() if value is not None})
    return out.getvalue()


def turned(orientation):
    exif = Image.Exif()
    exif[0x112] = orientation
    return exif.tobytes()


def frames(roll, size, count=3):
    return [scene(roll, *size) for _ in range(count)]


def kinds(large):
    """Each a name and what makes a file of a picture."""
    either = lambda roll, *choices: choices[roll.integers(len(choices))]
    some = lambda roll, icc: either(roll, None, icc)
    return {
        "png 1": lambda im, roll: saved(im.convert("1"), "png"),
        "png grey": lambda im, roll: saved(im.convert("L"), "png"),
        "png grey profile": lambda im, roll: saved(im.convert("L"), "png", icc_profile=GREY),
        "png grey alpha": lambda im, roll: saved(with_alpha(roll, im.convert("L")), "png"),
        "png grey 16": lambda im, roll: png16(im.convert("L"), roll),
        "png grey alpha 16": lambda im, roll: png16(with_alpha(roll, im.convert("L")), roll),
        "png palette": lambda im, roll: saved(im.quantize(int(roll.integers(2, 257))), "png"),
        "png palette alpha": lambda im, roll: saved(im.quantize(int(roll.integers(2, 257))), "png", transparency=bytes(roll.integers(0, 256, 9, np.uint8))),
        "png key": lambda im, roll: saved(im, "png", transparency=im.getpixel((0, 0))),
        "png rgb": lambda im, roll: saved(im, "png"),
        "png rgb profile": lambda im, roll: saved(im, "png", icc_profile=either(roll, WIDE, P3)),
        "png rgb turned": lambda im, roll: saved(im, "png", exif=turned(int(roll.integers(2, 9)))),
        "png rgb gamma": lambda im, roll: after_head(saved(im, "png"), chunk(b"gAMA", struct.pack(">I", either(roll, 45455, 100000, 55555))), chunk(b"cHRM", struct.pack(">8I", 31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000))),
        "png rgba": lambda im, roll: saved(with_alpha(roll, im), "png"),
        "png rgba profile": lambda im, roll: saved(with_alpha(roll, im), "png", icc_profile=WIDE),
        "png rgb 16": lambda im, roll: png16(im, roll),
        "png rgb 16 profile": lambda im, roll: png16(im, roll, either(roll, WIDE, P3)),
        "png rgba 16": lambda im, roll: png16(with_alpha(roll, im), roll),
        "png moving": lambda im, roll: saved(im, "png", save_all=True, append_images=frames(roll, im.size)),
        "jpeg grey": lambda im, roll: saved(im.convert("L"), "jpeg", quality=int(roll.integers(60, 99)), icc_profile=some(roll, GREY)),
        "jpeg 4:4:4": lambda im, roll: saved(im, "jpeg", quality=int(roll.integers(60, 99)), subsampling=0, progressive=True),
        "jpeg 4:2:0": lambda im, roll: saved(im, "jpeg", quality=int(roll.integers(60, 99)), subsampling=2, icc_profile=some(roll, P3)),
        "jpeg 4:2:2": lambda im, roll: saved(im, "jpeg", quality=int(roll.integers(60, 99)), subsampling=1),
        "jpeg turned": lambda im, roll: saved(im, "jpeg", quality=95, subsampling=0, exif=turned(int(roll.integers(2, 9)))),
        "jpeg large": lambda im, roll: saved(scene(roll, *either(roll, (large, large * 2 // 3 + 1), (large & ~7, large * 2 // 3 & ~7))), "jpeg", quality=50),
        "jpeg cmyk": lambda im, roll: saved(ImageOps.invert(im).convert("CMYK"), "jpeg", quality=95, subsampling=0),
        "jpeg cmyk profile": lambda im, roll: saved(im.convert("CMYK"), "jpeg", quality=95, subsampling=0, icc_profile=INK),
        "webp": lambda im, roll: saved(im, "webp", quality=int(roll.integers(60, 99)), icc_profile=some(roll, WIDE)),
        "webp lossless": lambda im, roll: saved(either(roll, im, with_alpha(roll, im)), "webp", lossless=True),
        "webp alpha": lambda im, roll: saved(with_alpha(roll, im), "webp", quality=80),
        "webp turned": lambda im, roll: saved(im, "webp", lossless=True, exif=turned(int(roll.integers(2, 9)))),
        "webp moving": lambda im, roll: saved(im, "webp", lossless=True, save_all=True, append_images=frames(roll, im.size)),
        "gif": lambda im, roll: saved(im.quantize(int(roll.integers(2, 257))), "gif"),
        "gif clear": lambda im, roll: saved(im.quantize(60), "gif", transparency=int(roll.integers(60))),
        "gif moving": lambda im, roll: saved(im, "gif", save_all=True, append_images=frames(roll, im.size)),
        "gif smaller": smaller,
        "avif 4:4:4": lambda im, roll: saved(im, "avif", quality=int(roll.integers(60, 99)), subsampling="4:4:4", icc_profile=some(roll, WIDE)),
        "avif 4:2:0": lambda im, roll: saved(im, "avif", quality=int(roll.integers(60, 99)), subsampling="4:2:0", icc_profile=some(roll, P3)),
        "avif alpha": lambda im, roll: saved(with_alpha(roll, im), "avif", quality=90, subsampling="4:4:4"),
        "avif turned": lambda im, roll: saved(im, "avif", quality=90, subsampling="4:4:4", exif=turned(int(roll.integers(2, 9)))),
        "avif alpha 4:2:0": lambda im, roll: saved(with_alpha(roll, im), "avif", quality=90, subsampling="4:2:0"),
        "avif limited": lambda im, roll: saved(im, "avif", quality=90, subsampling=either(roll, "4:4:4", "4:2:0"), range="limited"),
        "avif grey": lambda im, roll: saved(im.convert("L"), "avif", quality=90, subsampling=either(roll, "4:0:0", "4:2:0")),
    }


def smaller(image, roll):
    """A first frame that fills but a part of the screen: the rest is clear."""
    part = saved(image.quantize(60), "gif")
    left, top = (int(side) for side in roll.integers(0, 20, 2))
    screen = struct.pack("<HH", image.width + left + 5, image.height + top + 3)
    at = part.index(b"\x2c" + struct.pack("<HHHH", 0, 0, *image.size), 13 + 3 * 2 ** ((part[10] & 7) + 1))
    return part[:6] + screen + part[10:at] + b"\x2c" + struct.pack("<HH", left, top) + part[at + 5 :]


# What Pillow makes of them.

def seen(file, kind):
    """Red, green, blue and alpha, in sRGB, the right way up."""
    image = Image.open(io.BytesIO(file))
    icc = image.info.get("icc_profile")
    if kind == "gif smaller":
        # Pillow fills the screen with a colour of the palette; all browsers leave it clear.
        left, top, right, bottom = image.tile[0].extents if hasattr(image.tile[0], "extents") else image.tile[0][1]
        whole = Image.new("RGBA", image.size)
        whole.paste(image.convert("RGBA").crop((left, top, right, bottom)), (left, top))
        return whole
    if image.mode.startswith("I"):
        # Of 16 bits the upper eight count, as Pillow itself has it for colours, and Chromium for all.
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    image = ImageOps.exif_transpose(image)
    if image.mode == "P" or "transparency" in image.info:
        image = image.convert("RGBA")
    alpha = image.getchannel("A") if "A" in image.getbands() else None
    colours = image.convert("L" if image.mode == "LA" else "RGB") if alpha else image
    if colours.mode == "1":
        colours = colours.convert("L")
    if icc:
        colours = ImageCms.profileToProfile(colours, ImageCms.ImageCmsProfile(io.BytesIO(icc)), SRGB, ImageCms.Intent.PERCEPTUAL, "RGB")
    colours = colours.convert("RGB")
    colours.putalpha(alpha or 255)
    return colours


def made(image, options):
    colour, size = options["background"], (options["size"], options["size"])
    image = Image.alpha_composite(Image.new("RGBA", image.size, colour), image).convert("RGB")
    if options["channels"] == 1:
        image, colour = image.convert("L"), Image.new("RGB", (1, 1), colour).convert("L").getpixel((0, 0))
    lanczos = Image.Resampling.LANCZOS
    if options["fit"] == "fill":
        return image.resize(size, lanczos)
    if options["fit"] == "cover":
        return ImageOps.fit(image, size, lanczos)
    return ImageOps.pad(image, size, lanczos, colour)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--largest", type=int, default=700)
    parser.add_argument("--large", type=int, default=2001)
    parser.add_argument("--results", type=int, default=2)
    parser.add_argument("--twins", action="store_true")
    asked = parser.parse_args()
    os.makedirs(asked.folder, exist_ok=True)
    listed, makers = [], list(kinds(asked.large).items())
    for i in range(asked.count):
        roll = np.random.default_rng([asked.seed, i])
        kind, make = makers[i % len(makers)]
        # Not so much longer than wide that Pillow leaves nothing of it in 24 pixels.
        side, ratio = np.exp(roll.uniform(np.log(9), np.log(asked.largest))), np.exp(roll.uniform(-2, 2) / 2)
        width, height = (max(5, round(length)) for length in (side * ratio, side / ratio))
        file = make(scene(roll, width, height), roll)
        name = f"{i}-{kind.replace(' ', '-').replace(':', '')}.{kind.split()[0]}"
        with open(os.path.join(asked.folder, name), "wb") as out:
            out.write(file)
        own, results = seen(file, kind), []
        for size in ([24, 32] if i % 2 else [32, 24])[: asked.results]:
            options = {"size": size, "fit": str(roll.choice(["contain", "cover", "fill"])), "channels": int(roll.choice([1, 3, 3])), "background": str(roll.choice(["#000000", "#ffffff", "#c81e50"]))}
            results.append({"options": options, "pixels": base64.b64encode(made(own, options).tobytes()).decode()})
        listed.append({"file": name, "kind": kind, "results": results})
        if asked.twins and kind.startswith("jpeg"):
            listed[-1]["png"] = f"{name}.png"
            own.convert("RGB").save(os.path.join(asked.folder, listed[-1]["png"]), compress_level=1)
    with open(os.path.join(asked.folder, "pictures.json"), "w") as out:
        json.dump(listed, out, indent=1)


if __name__ == "__main__":
    main()
