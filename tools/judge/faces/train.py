"""Trains the judge of faces on what `fromAvatars` keeps: PYTHON tools/judge/faces/train.py, after `npm start -- --faces`'s data."""
import json
import math
import os

import numpy
import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

epochs, batch, peak = 16, 64, 3e-3
torch.manual_seed(1)
torch.set_num_threads(int(os.environ.get("THREADS", "1")))


def read(name):
    pictures = torch.from_numpy(numpy.load(f".faces/{name}.npy")).permute(0, 3, 1, 2).float() / 127.5 - 1
    with open(f".faces/{name}.json") as file:
        return pictures, json.load(file)


learned, learned_rows = read("0-10000")
held_out, held_out_rows = read("10000-12000")
words = {name: sorted({row[name] for row in learned_rows}) for name in learned_rows[0]}
sizes = [len(each) for each in words.values()]


def labels(rows):
    return torch.tensor([[each.index(row[name]) for name, each in words.items()] for row in rows])


class Judge(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 5, stride=2, padding=2)
        self.conv2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.conv3 = nn.Conv2d(64, 64, 3, stride=2, padding=1)
        self.units = nn.Linear(64 * 4 * 4, 128)
        self.scores = nn.Linear(128, sum(sizes))
        self.norms = nn.ModuleList(nn.BatchNorm2d(filters) for filters in (32, 64, 64))

    def forward(self, x):
        for layer, norm in zip((self.conv1, self.conv2, self.conv3), self.norms):
            x = F.relu(norm(layer(x)))
        return self.scores(F.relu(self.units(x.flatten(1))))


judge = Judge()
adam = torch.optim.Adam(judge.parameters(), lr=peak)
wanted = labels(learned_rows)
steps = epochs * (len(learned) // batch)


def right(pictures, rows):
    judge.eval()
    with torch.inference_mode():
        scores = judge(pictures).split(sizes, 1)
    judge.train()
    hits = [(each.argmax(1) == wanted).float().mean().item() for each, wanted in zip(scores, labels(rows).T)]
    return {name: round(hit, 3) for name, hit in zip(words, hits)}


step = 0
for epoch in range(epochs):
    order = torch.randperm(len(learned))
    for at in range(0, len(learned) - batch + 1, batch):
        place = step / steps
        rate = peak * min(place / 0.1, (1 + math.cos(math.pi * place)) / 2)
        for group in adam.param_groups:
            group["lr"] = rate
        chosen = order[at : at + batch]
        pictures = learned[chosen] + 0.05 * torch.randn(batch, 3, 32, 32)
        scores = judge(pictures).split(sizes, 1)
        loss = sum(F.cross_entropy(each, said) for each, said in zip(scores, wanted[chosen].T))
        adam.zero_grad()
        loss.backward()
        adam.step()
        step += 1
    hits = right(held_out, held_out_rows)
    print(epoch, round(loss.item(), 3), round(sum(hits.values()) / len(hits), 4), hits, flush=True)

# What the normalisation does to a filter is written into it.
with torch.no_grad():
    for layer, norm in zip((judge.conv1, judge.conv2, judge.conv3), judge.norms):
        scale = norm.weight / (norm.running_var + norm.eps).sqrt()
        layer.weight *= scale[:, None, None, None]
        layer.bias.copy_(norm.bias + scale * (layer.bias - norm.running_mean))
tensors = {}
for name in ("conv1", "conv2", "conv3", "units", "scores"):
    layer = getattr(judge, name)
    tensors[name] = layer.weight.detach().contiguous()
    tensors[f"{name}.bias"] = layer.bias.detach().contiguous()
notes = {"source": "tools/judge/faces/train.py", "data": "the first 10 000 faces", "attributes": json.dumps(words)}
save_file(tensors, "tools/judge/faces/weights.safetensors", metadata=notes)
