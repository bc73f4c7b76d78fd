"""python greys.py GIF LEVELS: writes the GIF again, of so few greys, for a page that must be small. Needs Pillow."""
import sys

from PIL import Image

path, levels = sys.argv[1], int(sys.argv[2])
gif = Image.open(path)
duration = gif.info["duration"]
palette = [grey for level in range(levels) for grey in [round(255 * level / (levels - 1))] * 3]
frames = []
for number in range(gif.n_frames):
    gif.seek(number)
    grey = gif.convert("L").point(lambda value: round(value * (levels - 1) / 255))
    frame = Image.frombytes("P", grey.size, grey.tobytes())
    frame.putpalette(palette)
    frames.append(frame)
frames[0].save(path, save_all=True, append_images=frames[1:], duration=duration, loop=0, disposal=1)
