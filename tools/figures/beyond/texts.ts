import { chains } from './measure.js';

export const opening = `# Beyond the paper

Trained to reproduce clean data (Eq. 1), f has never seen what a chain feeds it, and chains gather at a few attractors. What
follows is ours and not the paper's: a network that has learned from where chains are, and a chain that stays where the
network has learned. This page is written by \`npm run figures -- beyond\`, on the first 10 000 images of MNIST.

- **Blend.** The input of training is z = (1 − τ) x + τ u, with u uniform over the domain and τ ~ U(0.6, 1) for each sample x;
  the loss is ‖f(z) − x‖² / D. τ = 1 is the start noise, τ = 0 is Eq. 1.
- **Turns.** From z = u, each application shows y = f(z), and z ← z + 0.05 (y − z). After every 16th the kaleidoscope is turned:
  z ← 0.1 y + 0.9 u. The y of runs 16, 32, 48 … are finished samples.
- **Walk.** z ← (1 − h) z + h (1 − τ) y + τ √(h (2 − h)) u, with h = 0.1 and τ = 0.65, shows y without a cut.
- **Given.** In training a part of some samples stays clean, while the rest of them is blended; in sampling a part is put back
  before every application. Labels are units beside the pixels, five times one unit for each class.

**How it is judged.** ${chains} chains against as many test images drawn at random, by a small convolutional network that has
learned the 60 000 training images and has seen no test image, nor any sample (\`tools/judge\`): precision and recall
(Kynkäänniemi et al. 2019), density and coverage (Naeem et al. 2020), k = 5, and the Fréchet distance, all of its 96 last
features; which digits it sees, and how many there would be, were they equally many (effective). Numbers are medians of three
seeds and, in brackets, the lowest and the highest; the paper's own recipe has one seed.`;

export const related = `## What it is related to

- Vincent et al. 2008, *Extracting and composing robust features with denoising autoencoders*: f reproduces clean data from
  corrupted. Blend is that, with the start noise of the kaleidoscope as corruption, and no word to f of how much of it there is.
- Bengio et al. 2013 and 2014, *Generalized denoising auto-encoders as generative models* and *Deep generative stochastic networks
  trainable by backprop*: corrupting and denoising in turns is a Markov chain that samples from the data; a turn is its step.
- Lipman et al. 2023, *Flow matching for generative modeling*, and Liu et al. 2023, *Flow straight and fast*: the same
  straight path from noise to data, of which they learn the velocity, with the time as an input.
- Kadkhodaie and Simoncelli 2021, *Stochastic solutions for linear inverse problems using the prior implicit in a denoiser*: a
  blind denoiser samples, and is given parts, by small steps and fresh noise.`;
