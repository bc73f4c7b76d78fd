"""Flow matching (Lipman 2023): an MLP that knows the time, on straight paths from noise, sampled by Euler steps."""
import math

import torch
from torch import nn
from torch.nn import functional as F

import common

line = common.parser(__doc__)
line.add_argument("--depth", type=int, default=3, help="hidden layers")
line.add_argument("--skips", type=int, default=0, help="1: with skips")
line.add_argument("--predict", choices=["x", "v"], default="x")
line.add_argument("--weight", type=float, default=2, help="p of the weight of the error of x, to the power -p of the noise; 2 is the velocity's")
line.add_argument("--low", type=float, default=0.02, help="the least noise that is learned")
line.add_argument("--noise", choices=["normal", "uniform"], default="normal")
line.add_argument("--steps", default="16,32,64", help="of sampling; the samples of each go to OUT.STEPS")
args = line.parse_args()
images, held_out = common.begin(args)


def noise(count):
    return torch.randn(count, common.pixels) if args.noise == "normal" else 2 * torch.rand(count, common.pixels) - 1


class Network(nn.Module):
    """ReLU layers, each told the time by a layer of its own from sines and cosines; with skips, each further two are added to
    what was there before them."""

    def __init__(self):
        super().__init__()
        widths = [common.pixels] + args.depth * [args.width]
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(widths, widths[1:]))
        self.times = nn.ModuleList(nn.Linear(32, args.width, bias=False) for _ in self.layers)
        self.last = nn.Linear(args.width, common.pixels)
        self.register_buffer("frequencies", math.pi * 2 ** torch.linspace(-1, 5, 16))

    def forward(self, z, t):
        waves = t * self.frequencies
        time = torch.cat([waves.sin(), waves.cos()], dim=1)
        hidden = [layer.forward for layer in self.layers]
        if args.skips:
            z = hidden[0](z) + self.times[0](time)
            for i in range(1, args.depth, 2):
                z = z + hidden[i + 1](F.relu(hidden[i](z) + self.times[i](time)))
        else:
            for layer, told in zip(hidden, self.times):
                z = F.relu(layer(z) + told(time))
        return torch.tanh(self.last(z)) if args.predict == "x" else self.last(z)


net = Network()


def loss_of(batch):
    """z = (1 - t) x + t u; the velocity is u - x, and (z - x) / t where x is what is said."""
    t = args.low + (1 - args.low) * (torch.arange(len(batch)) + torch.rand(len(batch))).unsqueeze(1) / len(batch)
    u = noise(len(batch))
    said = net(batch + t * (u - batch), t)
    error = (said - (batch if args.predict == "x" else u - batch)) ** 2
    if args.predict == "v":
        error = error * t**2
    weight = t**-args.weight
    return (weight * error).mean() / weight.mean()


def sample(steps):
    z = noise(args.samples)
    for step in range(steps, 0, -1):
        t = torch.full((1, 1), step / steps)
        said = net(z, t)
        z = z + ((z - said) / t if args.predict == "x" else said) * -1 / steps
    return z.clamp(-1, 1)


common.train(args, net, loss_of, images, held_out)
with torch.inference_mode():
    for steps in map(int, args.steps.split(",")):
        common.write(f"{args.out}.{steps}", sample(steps))
