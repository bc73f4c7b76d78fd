"""Random networks as PyTorch writes them, and what ONNX Runtime makes of them: foreign.py DIRECTORY COUNT SEED

Writes COUNT files, ONNX by both exporters and safetensors of all precisions, and cases.json: of each the options to read it with, some
x, f(x) by ONNX Runtime in single precision, whether it is a network that must be taken, and what is special about it.
"""

import json
import random
import sys
import warnings
from inspect import signature

import onnx
import onnxruntime
import torch
from safetensors.torch import save_file
from torch import nn

warnings.filterwarnings("ignore")
directory, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
two_exporters = "dynamo" in signature(torch.onnx.export).parameters


class Viewed(nn.Module):
    def __init__(self, net, sides, how):
        super().__init__()
        self.net, self.sides, self.how = net, sides, how

    def forward(self, x):
        if self.how == "view":
            return self.net(x.view(x.size(0), -1)).view(-1, *self.sides)
        if self.how == "flatten":
            return self.net(torch.flatten(x, 1))
        return self.net(x.reshape(-1, x.shape[-1] * x.shape[-2])).reshape(x.shape)


class Skipping(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.a, self.b, self.c = (nn.Linear(size, size) for _ in range(3))

    def forward(self, x):
        h = torch.relu(self.a(x))
        return torch.sigmoid(self.c(torch.relu(self.b(h)) + h))


class Named(nn.Module):
    """Linear layers by names of their own, in any order of declaration."""

    def __init__(self, layers, names, end):
        super().__init__()
        self.order, self.bound = names, end
        for name, layer in random.sample(list(zip(names, layers)), len(names)):
            self.add_module(name, layer)

    def forward(self, x):
        for name in self.order[:-1]:
            x = torch.relu(self.get_submodule(name)(x))
        return self.bound(self.get_submodule(self.order[-1])(x))


def linear_layers(size, width, depth):
    sides = [size, *[width] * depth, size]
    layers = [nn.Linear(a, b, bias=random.random() < 0.8) for a, b in zip(sides, sides[1:])]
    if random.random() < 0.3:  # the exporter shares biases that are equal
        for layer in layers:
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
    return layers


def sequential(layers, end, between=nn.ReLU):
    parts = []
    for layer in layers[:-1]:
        parts += [layer, between()] + ([nn.Dropout(0.1)] if random.random() < 0.2 else [])
    return nn.Sequential(*parts, layers[-1], end)


def names_of(layers):
    n = len(layers)
    return random.choice(
        [
            [f"fc{i + 1}" for i in range(n)],
            [f"layer{i + 8}" for i in range(n)],  # 8, 9, 10
            ["enter", *[f"middle{i}" for i in range(n - 2)], "exit"],
            ["start", *"zyxwvuts"[: n - 2], "end"],  # which nothing orders, where there are several
        ]
    )


def export(net, x, path, dynamo):
    options = {"dynamo": dynamo} if two_exporters else {}
    if dynamo:
        options |= {"external_data": False, "verbose": False}
        if random.random() < 0.7:
            options["dynamic_shapes"] = ({0: "batch"},)
    elif random.random() < 0.7:
        options |= {"input_names": ["x"], "output_names": ["y"], "dynamic_axes": {"x": {0: "batch"}, "y": {0: "batch"}}}
    if not dynamo and random.random() < 0.3:
        options["do_constant_folding"] = False
    torch.onnx.export(net, (x,), path, **options)


def in_single(path, single):
    """The same graph with its numbers in single precision, in which we compute."""
    model = onnx.load(path)
    halves = (onnx.TensorProto.FLOAT16, onnx.TensorProto.DOUBLE)

    def turned(tensor):
        if tensor.data_type in halves:
            values = onnx.numpy_helper.to_array(tensor).astype("float32")
            tensor.CopyFrom(onnx.numpy_helper.from_array(values, tensor.name))

    for tensor in model.graph.initializer:
        turned(tensor)
    for node in model.graph.node:
        for attribute in node.attribute:
            turned(attribute.t)
            if node.op_type == "Cast" and attribute.i in halves:
                attribute.i = onnx.TensorProto.FLOAT
    for value in [*model.graph.input, *model.graph.output]:
        value.type.tensor_type.elem_type = onnx.TensorProto.FLOAT
    del model.graph.value_info[:]
    onnx.save(model, single)


def run(path, x):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (y,) = session.run(None, {session.get_inputs()[0].name: x.numpy()})
    return y


def case(i):
    size, depth = random.choice([4, 6, 12]), random.randint(1, 5)
    width = random.choice([size, 7, 20])
    end, bounds = random.choice([(nn.Sigmoid(), [0, 1]), (nn.Tanh(), [-1, 1])])
    what, is_plain, sides = "plain", True, [size]
    layers = linear_layers(size, width, depth)
    is_onnx = random.random() < 0.5
    if not is_onnx and random.random() < 0.5:
        names = names_of(layers)
        # Two layers, or those of one size, are only told apart by numbers.
        decided = names[0][-1].isdigit() or (width != size and depth in (2, 3) and (names[0] != "start" or depth == 2))
        decided = decided or (names[0] == "enter" and width != size and depth > 1)
        net, what, is_plain = Named(layers, names, end), ", ".join(names), decided
    else:
        net = sequential(layers, end)
    if is_onnx and random.random() < 0.35:
        is_plain = False
        what, net = random.choice(
            [
                ("GELU", sequential(layers, end, nn.GELU)),
                ("LeakyReLU", sequential(layers, end, nn.LeakyReLU)),
                ("skip", Skipping(size)),
                ("BatchNorm", nn.Sequential(nn.Linear(size, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Linear(5, size), end)),
                ("ragged", nn.Sequential(nn.Linear(size, 9), nn.ReLU(), nn.Linear(9, 5), nn.ReLU(), nn.Linear(5, size), end)),
                ("open", nn.Sequential(nn.Linear(size, 5), nn.ReLU(), nn.Linear(5, size))),
                ("softmax", nn.Sequential(nn.Linear(size, 5), nn.ReLU(), nn.Linear(5, size), nn.Softmax(1))),
                ("two ends", sequential(layers, nn.Sequential(end, nn.Sigmoid()))),
                ("two linear", nn.Sequential(nn.Linear(size, 5), nn.Linear(5, 5), nn.ReLU(), nn.Linear(5, size), end)),
            ]
        )
    elif is_onnx and random.random() < 0.5:
        sides = [2, size // 2]
        what = random.choice(["view", "flatten", "reshape"])
        net = Viewed(net, sides, what)
    net.eval()
    precision = random.choice([torch.float32, torch.float32, torch.float64, torch.float16, torch.bfloat16])
    if is_onnx and precision == torch.bfloat16:
        precision = torch.float32
    net = net.to(precision)
    x = torch.rand(3, *sides)
    path = f"{directory}/{i}.{'onnx' if is_onnx else 'safetensors'}"
    if is_onnx:
        dynamo = two_exporters and random.random() < 0.15
        export(net, x.to(precision), path, dynamo)
        what += ", the newer exporter" if dynamo else ""
    else:
        tensors = list(net.state_dict().items())
        random.shuffle(tensors)
        save_file({name: tensor.clone() for name, tensor in tensors}, path)
    single = f"{directory}/single.onnx"
    if is_onnx:
        in_single(path, single)
    else:
        torch.onnx.export(net.float(), (x,), single, **({"dynamo": False} if two_exporters else {}))
    options = {} if is_onnx else {"range": bounds, "activation": "relu"}
    y = run(single, x)
    what = f"{what}, {str(precision).split('.')[1]}, size {size}, width {width}, depth {depth}"
    return {"file": path, "options": options, "x": x.flatten(1).tolist(), "y": y.reshape(3, -1).tolist(), "plain": is_plain, "what": what}


torch.manual_seed(seed)
random.seed(seed)
with open(f"{directory}/cases.json", "w") as file:
    json.dump([case(i) for i in range(count)], file)
