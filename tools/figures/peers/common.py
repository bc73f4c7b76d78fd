"""What the peers share: the pictures, a budget of matrix products or of steps, the loop of training, the files of samples."""
import argparse
import json
import math
import os
import time

import numpy
import torch

pixels = 784
"""Numbers in a picture."""


def parser(about):
    """The command line that all peers have."""
    line = argparse.ArgumentParser(description=about)
    line.add_argument("--data", required=True, help="directory of MNIST's IDX files, or a .npy file of bytes")
    line.add_argument("--out", required=True, help="file of samples: float32, little-endian, [samples, pixels], in (-1, 1)")
    budget = line.add_mutually_exclusive_group(required=True)
    budget.add_argument("--tflop", type=float, help="of training, matrix products alone")
    budget.add_argument("--updates", type=int, help="of training, steps")
    line.add_argument("--lr", type=float, default=1e-3, help="peak of the learning rate")
    line.add_argument("--batch", type=int, default=128)
    line.add_argument("--width", type=int, default=256)
    line.add_argument("--seed", type=int, default=1)
    line.add_argument("--samples", type=int, default=1000)
    line.add_argument("--threads", type=int, default=1)
    return line


def begin(args):
    """Seeds PyTorch, and reads the images that are learned and some that are held out: of MNIST as many, of a file the last
    thousand, which are learned too."""
    torch.set_num_threads(args.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(args.seed)
    global pixels
    if args.data.endswith(".npy"):
        images = torch.from_numpy(numpy.load(args.data)).flatten(1).float() / 127.5 - 1
        pixels = images.shape[1]
        return images, images[-1000:]
    count = 10_000
    path = os.path.join(args.data, "train-images-idx3-ubyte")
    data = numpy.fromfile(path, dtype=numpy.uint8, count=2 * count * pixels, offset=16)
    images = torch.from_numpy(data).view(-1, pixels).float() / 127.5 - 1
    return images[:count], images[count:]


def flop_of(loss):
    """Floating-point operations of one step's matrix products: forward, gradient of the weights, and gradient of a
    layer's inputs where they need one (the first layer's do not)."""
    total = 0

    def count(layer, inputs, _):
        nonlocal total
        if isinstance(layer, torch.nn.Linear):
            total += 2 * inputs[0].numel() * layer.out_features * (3 if inputs[0].requires_grad else 2)

    handle = torch.nn.modules.module.register_module_forward_hook(count)
    loss()
    handle.remove()
    return total


def train(args, model, loss_of, images, held_out):
    """Adam until the budget is spent; the learning rate rises for a tenth of the steps and falls by a cosine.
    Prints what came of it; the loss is that of the images held out."""
    began = time.perf_counter()
    steps = args.updates or round(args.tflop * 1e12 / flop_of(lambda: loss_of(images[: args.batch])))
    adam = torch.optim.Adam(model.parameters(), lr=args.lr, foreach=True)
    for step in range(steps):
        at = (step + 1) / steps
        rate = args.lr * min(at / 0.1, (1 + math.cos(math.pi * (at - 0.1) / 0.9)) / 2)
        for group in adam.param_groups:
            group["lr"] = rate
        adam.zero_grad(set_to_none=True)
        loss_of(images[torch.randint(len(images), (args.batch,))]).backward()
        adam.step()
    seconds = time.perf_counter() - began
    with torch.no_grad():
        loss = loss_of(held_out).item()
    parameters = sum(each.numel() for each in model.parameters())
    print(json.dumps({"loss": loss, "seconds": seconds, "steps": steps, "parameters": parameters}))


def write(path, samples):
    samples.numpy().astype("<f4").tofile(path)
