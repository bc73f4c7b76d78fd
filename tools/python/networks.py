"""Networks of layers on PyTorch: reads their safetensors files, and says f and the gradients of Eq. 1.

networks.py FILE...: each FILE has FILE.json beside it, rows of states."""
import json
import sys
from pathlib import Path

import torch
from safetensors import safe_open

sys.path.append(str(Path(__file__).parent.parent / "bench" / "contest"))
from torch_layers import Layers


def parameters(part):
    """Those of a layer, in the order of our files, by their names there."""
    names = {"weight": "weight", "bias": "bias", "offset": "weight"}
    names |= {"all.weight": "weight", "all.bias": "bias", "out.weight": "out.weight", "out.bias": "out.bias"}
    return {names[name]: parameter for name, parameter in part.named_parameters()}


found = []
for path in sys.argv[1:]:
    with safe_open(path, "pt") as file:
        about = json.loads(file.metadata()["kaleidoflow"])
        net = Layers(about["layers"], about["shape"], about["range"][0])
        learned = [parameters(part) for part in net.parts if any(True for _ in part.parameters())]
        with torch.no_grad():
            for i, named in enumerate(learned):
                for name, parameter in named.items():
                    parameter.copy_(file.get_tensor(f"layers.{i}.{name}"))
    x = torch.tensor(json.loads(Path(path + ".json").read_text()))
    y = net(x)
    ((y - x) ** 2).mean().backward()
    gradients = {
        f"layers.{i}.{name}": parameter.grad.flatten().tolist()
        for i, named in enumerate(learned)
        for name, parameter in named.items()
    }
    found.append({"y": y.flatten().tolist(), "gradients": gradients})
print(json.dumps(found))
