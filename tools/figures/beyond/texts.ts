import { chains } from './measure.js';

export const opening = `# Beyond the paper

Trained to reproduce clean data (Eq. 1), f has never seen what a chain feeds it, and chains gather at a few attractors. This page
goes beyond the paper: it trains the network on states like those of a chain, and keeps the chain where the network has learned.
\`npm run figures -- beyond\` writes this page, from the first 10 000 images of MNIST.

- **Blend.** The training input is z = (1 − τ) x + τ u, with u uniform over the domain and τ ~ U(0.6, 1) for each sample x; the loss
  is ‖f(z) − x‖² / D. τ = 1 is the start noise, τ = 0 is Eq. 1.
- **Turns.** From z = u, each application shows y = f(z), and z ← z + 0.05 (y − z). After every 16th the kaleidoscope is turned: z ←
  0.1 y + 0.9 u. The y of runs 16, 32, 48 … are finished samples.
- **Walk.** z ← (1 − h) z + h (1 − τ) y + τ √(h (2 − h)) u, with h = 0.1 and τ = 0.65, shows y without a cut.
- **Given.** In training, a part of some samples stays clean while the rest of them is blended; in sampling, a part is restored
  before every application. Labels are units beside the pixels, five copies of one unit per class.

**How it is judged.** A small convolutional network, trained on the 60 000 training images and on no test image or sample
(\`tools/judge\`), compares ${chains} chains with as many random test images: precision and recall (Kynkäänniemi et al. 2019), density and
coverage (Naeem et al. 2020), k = 5, and the Fréchet distance, all on its 96 last features; which digits it sees, and how many there
would be if they were equally frequent (effective). Numbers are medians of three seeds, with the lowest and the highest in brackets;
the paper's own recipe has one seed.`;

export const related = `## What it is related to

- Vincent et al. 2008, *Extracting and composing robust features with denoising autoencoders*: f reproduces clean data from
  corrupted. Blend is that, with the kaleidoscope's start noise as corruption, and without telling f how much of it there is.
- Bengio et al. 2013 and 2014, *Generalized denoising auto-encoders as generative models* and *Deep generative stochastic networks
  trainable by backprop*: alternately corrupting and denoising is a Markov chain that samples from the data; a turn is its step.
- Lipman et al. 2023, *Flow matching for generative modeling*, and Liu et al. 2023, *Flow straight and fast*: the same straight path
  from noise to data, whose velocity they learn, with the time as an input.
- Kadkhodaie and Simoncelli 2021, *Stochastic solutions for linear inverse problems using the prior implicit in a denoiser*: a blind
  denoiser samples, also conditionally, by small steps and fresh noise.`;
