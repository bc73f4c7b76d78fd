"""What PyTorch and ONNX Runtime make of a model's files, and a network that PyTorch has trained.

models.py read MODEL.safetensors MODEL.onnx   x as JSON on stdin; prints f(x) by both
models.py train DIRECTORY                     trains; writes net.safetensors and net.onnx; prints x and f(x)
"""

import json
import sys
from inspect import signature

import onnxruntime
import torch
from safetensors.torch import load_file, save_file


def read(tensors_path, onnx_path):
    x = torch.tensor(json.load(sys.stdin))
    tensors = load_file(tensors_path)
    depth = sum(name.endswith("weight") for name in tensors) - 1
    y = x
    for layer in range(depth + 1):
        y = torch.nn.functional.linear(y, tensors[f"layers.{layer}.weight"], tensors[f"layers.{layer}.bias"])
        y = torch.relu(y) if layer < depth else torch.tanh(y)
    session = onnxruntime.InferenceSession(onnx_path, providers=["CPUExecutionProvider"])
    (theirs,) = session.run(None, {"x": x.numpy()})
    print(json.dumps({"torch": y.tolist(), "onnx": theirs.tolist()}))


def train(directory):
    torch.manual_seed(0)
    size, width, depth = 6, 20, 4
    layers = [torch.nn.Linear(size, width), torch.nn.ReLU()]
    for _ in range(depth - 1):
        layers += [torch.nn.Linear(width, width), torch.nn.ReLU()]
    net = torch.nn.Sequential(*layers, torch.nn.Linear(width, size), torch.nn.Sigmoid())
    data = torch.rand(10, size)
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    for _ in range(500):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(net(data), data).backward()
        optimizer.step()
    save_file(net.state_dict(), f"{directory}/net.safetensors")
    x = torch.rand(7, size)
    axes = {"input": {0: "batch"}, "output": {0: "batch"}}
    names = {"input_names": ["input"], "output_names": ["output"], "dynamic_axes": axes}
    # PyTorch's newer exporter would put the numbers into a second file.
    one = {"external_data": False} if "external_data" in signature(torch.onnx.export).parameters else {}
    torch.onnx.export(net, x, f"{directory}/net.onnx", **names, **one)
    print(json.dumps({"x": x.tolist(), "y": net(x).tolist()}))


{"read": read, "train": train}[sys.argv[1]](*sys.argv[2:])
