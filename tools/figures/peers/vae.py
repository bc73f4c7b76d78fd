"""A variational autoencoder at a budget: its samples are the decoder's means of latents drawn from the prior."""
import torch
from torch import nn
from torch.nn import functional as F

import common

line = common.parser(__doc__)
line.add_argument("--latent", type=int, default=20)
line.add_argument("--depth", type=int, default=2, help="hidden layers of the encoder, and of the decoder")
line.add_argument("--beta", type=float, default=1, help="weight of the divergence from the prior")
line.add_argument("--likelihood", choices=["bernoulli", "gaussian"], default="bernoulli")
args = line.parse_args()
images, held_out = common.begin(args)


def layers(inputs, outputs):
    widths = [inputs] + args.depth * [args.width]
    hidden = [part for a, b in zip(widths, widths[1:]) for part in (nn.Linear(a, b), nn.ReLU())]
    return nn.Sequential(*hidden, nn.Linear(args.width, outputs))


encoder, decoder = layers(common.pixels, 2 * args.latent), layers(args.latent, common.pixels)


def loss_of(batch):
    """The negative evidence lower bound, in nats a pixel."""
    mean, log_variance = encoder(batch).chunk(2, dim=1)
    logits = decoder(mean + torch.exp(log_variance / 2) * torch.randn_like(mean))
    if args.likelihood == "bernoulli":
        misfit = F.binary_cross_entropy_with_logits(logits, (batch + 1) / 2)
    else:
        # One variance for all pixels, always at its optimum.
        misfit = F.mse_loss(torch.tanh(logits), batch).log() / 2
    divergence = (mean**2 + log_variance.exp() - 1 - log_variance).sum(1).mean() / 2
    return misfit + args.beta * divergence / common.pixels


common.train(args, nn.ModuleList([encoder, decoder]), loss_of, images, held_out)
with torch.inference_mode():
    # 2 sigmoid(l) - 1 is tanh(l / 2).
    scale = 0.5 if args.likelihood == "bernoulli" else 1
    common.write(args.out, torch.tanh(scale * decoder(torch.randn(args.samples, args.latent))))
