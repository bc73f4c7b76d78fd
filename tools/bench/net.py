"""
Milliseconds of a training step, and of a draw of each number of chains asked for: a network for MNIST on PyTorch, eager or
compiled.
"""
import json
import sys

import torch
from median import median_ms

mode = sys.argv[1]
threads, rounds, depth, width, batch_size, *chain_counts = map(int, sys.argv[2:])
compiled = torch.compile if mode == "compiled" else lambda function: function
torch.set_num_threads(threads)
torch.set_flush_denormal(True)
layers = []
for inputs in [784] + [width] * (depth - 1):
    layers += [torch.nn.Linear(inputs, width), torch.nn.ReLU()]
net = torch.nn.Sequential(*layers, torch.nn.Linear(width, 784), torch.nn.Tanh())
data = torch.rand(10_000, 784) * 2 - 1
adam = torch.optim.Adam(net.parameters(), lr=1e-4, foreach=True)


@compiled
def loss_of(batch):
    return ((net(batch) - batch) ** 2).mean()


update = compiled(adam.step)


def train():
    batch = data[torch.randperm(10_000)[:batch_size]]
    adam.zero_grad()
    loss = loss_of(batch)
    loss.backward()
    update()
    loss.item()


@compiled
def next_of(state):
    return (net(state) + (torch.rand_like(state) * 2 - 1) * 0.01).clamp_(-1, 1)


state = None


def sample():
    global state
    state = next_of(state)


result = {"version": torch.__version__, "train": median_ms(train, rounds), "sample": {}}
with torch.inference_mode():
    for chains in chain_counts:
        state = torch.rand(chains, 784) * 2 - 1
        result["sample"][chains] = median_ms(sample, 4 * rounds)
print(json.dumps(result))
