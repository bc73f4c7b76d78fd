"""A list of kaleidoflow's layers as a module of PyTorch, with PyTorch's own layers."""
import math

import torch
from torch import nn
from torch.nn import functional as F


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.all, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x):
        rows, tokens, width = x.shape
        q, k, v = (
            part.view(rows, tokens, self.heads, width // self.heads).transpose(1, 2)
            for part in self.all(x).split(width, -1)
        )
        taken = F.scaled_dot_product_attention(q, k, v)
        return self.out(taken.transpose(1, 2).reshape(rows, tokens, width))


class Offset(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.offset = nn.Parameter(torch.zeros(shape))

    def forward(self, x):
        return x + self.offset


class Layers(nn.Module):
    """Images are [rows, channels, height, width] between convolutions, and channels last for all else."""

    def __init__(self, layers, shape, low):
        super().__init__()
        self.layers, self.shape, self.low = layers, shape, low
        self.parts = nn.ModuleList()
        self.places = {"input": -1}
        shapes = []
        for i, layer in enumerate(layers):
            of = [shapes[j] if j >= 0 else shape for j in self.inputs(i)]
            part, made = self.part(layer, *of)
            self.parts.append(part)
            shapes.append(made)
            if "as" in layer:
                self.places[layer["as"]] = i
        self.shapes = shapes

    def inputs(self, i):
        layer = self.layers[i]
        first = self.places[layer["from"]] if "from" in layer else i - 1
        return [first] + ([self.places[layer["with"]]] if "with" in layer else [])

    @staticmethod
    def part(layer, shape, beside=()):
        kind, last = layer["kind"], shape[-1]
        if kind == "dense":
            return nn.Linear(last, layer["units"]), [*shape[:-1], layer["units"]]
        if kind == "conv":
            size, stride = layer.get("size", 3), layer.get("stride", 1)
            made = [math.ceil(shape[0] / stride), math.ceil(shape[1] / stride), layer["filters"]]
            return nn.Conv2d(last, layer["filters"], size, stride, size // 2), made
        if kind == "upsample":
            return nn.Upsample(scale_factor=2), [2 * shape[0], 2 * shape[1], last]
        if kind == "layerNorm":
            return nn.LayerNorm(last), shape
        if kind == "attention":
            return Attention(last, layer["heads"]), shape
        if kind == "offset":
            return Offset(shape), shape
        if kind == "reshape":
            return nn.Identity(), layer["shape"]
        if kind == "permute":
            return nn.Identity(), [shape[axis] for axis in layer["axes"]]
        if kind == "slice":
            return nn.Identity(), [*shape[:-1], layer["size"]]
        if kind == "concat":
            return nn.Identity(), [*shape[:-1], last + beside[-1]]
        return {"relu": nn.ReLU, "gelu": nn.GELU}.get(kind, nn.Identity)(), shape

    def forward(self, states):
        made = []
        given = (states.view(-1, *self.shape), False)
        for i, layer in enumerate(self.layers):
            (x, is_first), *beside = [made[j] if j >= 0 else given for j in self.inputs(i)]
            kind, part = layer["kind"], self.parts[i]
            if kind in ("conv", "upsample"):
                made.append((part(x if is_first else x.permute(0, 3, 1, 2)), True))
            elif kind in ("relu", "gelu"):
                made.append((part(x), is_first))
            elif kind in ("concat", "add"):
                other = self.turned(*beside[0], is_first)
                axis = 1 if is_first else -1
                made.append((torch.cat([x, other], axis) if kind == "concat" else x + other, is_first))
            else:
                made.append((self.plain(layer, part, self.turned(x, is_first, False), self.shapes[i]), False))
        end = self.turned(*made[-1], False).reshape(states.shape)
        return torch.sigmoid(end) if self.low == 0 else torch.tanh(end)

    @staticmethod
    def turned(x, is_first, wanted):
        if is_first == wanted or x.dim() != 4:
            return x
        return x.permute(0, 3, 1, 2) if wanted else x.permute(0, 2, 3, 1)

    @staticmethod
    def plain(layer, part, x, shape):
        kind = layer["kind"]
        if kind == "reshape":
            return x.reshape(-1, *shape)
        if kind == "permute":
            return x.permute(0, *(axis + 1 for axis in layer["axes"]))
        if kind == "slice":
            start = layer.get("start", 0)
            return x[..., start : start + layer["size"]]
        return part(x)
