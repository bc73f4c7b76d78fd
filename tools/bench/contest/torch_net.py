"""A network on PyTorch, eager or compiled, or eager on the GPU."""
import json
import math
import sys

import torch
from answering import answer
from torch_layers import Layers

mode, threads = sys.argv[1], int(sys.argv[2])
asked = json.loads(sys.argv[3])
inputs = math.prod(asked["shape"])
compiled = torch.compile if mode == "compiled" else lambda function: function
torch.set_num_threads(threads)
if mode == "gpu":
    torch.set_default_device(torch.accelerator.current_accelerator(check_available=True).type)
torch.set_flush_denormal(True)
net = Layers(asked["layers"], asked["shape"], -1)
data = torch.rand(10_000, inputs) * 2 - 1
adam = torch.optim.Adam(net.parameters(), lr=1e-4, foreach=True)


@compiled
def loss_of(batch):
    return ((net(batch) - batch) ** 2).mean()


update = compiled(adam.step)


def step():
    batch = data[torch.randint(10_000, (asked["batchSize"],))]
    adam.zero_grad()
    loss = loss_of(batch)
    loss.backward()
    update()
    loss.item()


@compiled
def next_of(state):
    return (net(state) + (torch.rand_like(state) * 2 - 1) * 0.01).clamp_(-1, 1)


def sampling(chains):
    state = torch.rand(chains, inputs) * 2 - 1

    def sample():
        nonlocal state
        with torch.inference_mode():
            state = next_of(state)
            state.cpu()

    return sample


def product(m, k, n):
    a, b, c = torch.rand(m, k) - 0.5, torch.rand(k, n) - 0.5, torch.empty(m, n)
    return lambda: torch.mm(a, b, out=c)


answer(torch.__version__, {"train": lambda: step, "sample": sampling, "product": product})
