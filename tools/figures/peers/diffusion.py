"""A diffusion model at a budget: an MLP denoiser that knows the time, sampled by DDIM in each number of steps."""
import math

import torch
from torch import nn
from torch.nn import functional as F

import common

line = common.parser(__doc__)
line.add_argument("--depth", type=int, default=3, help="hidden layers")
line.add_argument("--predict", choices=["x", "eps", "v"], default="x")
line.add_argument("--schedule", choices=["cosine", "linear"], default="cosine")
line.add_argument("--steps", default="16,50,250", help="of sampling; the samples of each go to OUT.STEPS")
args = line.parse_args()
images, held_out = common.begin(args)


def levels(t):
    """How much of the image and how much of the noise is left at time t of [0, 1]."""
    if args.schedule == "cosine":
        angle = t * (math.pi / 2 * 0.998)
        return torch.cos(angle), torch.sin(angle)
    # The thousand steps of DDPM, from 1e-4 to 0.02, in continuous time.
    kept = torch.exp(-(0.1 * t + 9.95 * t**2)) * (1 - 1e-4)
    return kept.sqrt(), (1 - kept).sqrt()


class Denoiser(nn.Module):
    """ReLU layers, each told the time by a layer of its own from sines and cosines."""

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
        for layer, told in zip(self.layers, self.times):
            z = F.relu(layer(z) + told(time))
        return self.last(z)


net = Denoiser()


def predict(z, t):
    """The image and the noise in z."""
    signal, noise = levels(t)
    said = net(z, t)
    if args.predict == "x":
        x = torch.tanh(said)
    elif args.predict == "eps":
        x = (z - noise * said) / signal
    else:
        x = signal * z - noise * said
    x = x.clamp(-1, 1)
    return x, (z - signal * x) / noise


def loss_of(batch):
    t = (torch.arange(len(batch)) + torch.rand(len(batch))).unsqueeze(1) / len(batch)
    signal, noise = levels(t)
    eps = torch.randn_like(batch)
    said = net(signal * batch + noise * eps, t)
    if args.predict == "x":
        return F.mse_loss(torch.tanh(said), batch)
    return F.mse_loss(said, eps if args.predict == "eps" else signal * eps - noise * batch)


def sample(steps):
    z = torch.randn(args.samples, common.pixels)
    for step in range(steps, 0, -1):
        x, eps = predict(z, torch.full((1, 1), step / steps))
        signal, noise = levels(torch.tensor((step - 1) / steps))
        z = signal * x + noise * eps
    return x


common.train(args, net, loss_of, images, held_out)
with torch.inference_mode():
    for steps in map(int, args.steps.split(",")):
        common.write(f"{args.out}.{steps}", sample(steps))
