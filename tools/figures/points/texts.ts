export const opening = `# Points of few dimensions

The recipe for images fails on points: all chains end in the middle of them. With hundreds of numbers, f sees how much noise a state
holds, since the noise of so many averages out. With two, it can't tell little noise on one point from much noise on another, and
shows the mean of all candidates. The settings below work; \`recipeFor(samples)\` returns them for points of up to 16 numbers, and
they are good up to some four. \`npm run figures -- points\` writes this page.

- **One level of noise.** \`blend: [0.05, 0.05]\`: z = .95 x + .05 u. With a single τ, there is no level to tell, and f(z) is the mean
  of the points that z may come from. A weight by τ, as in flow matching, would be a constant here.
- **A walk at that level.** \`withWalk({ level: 0.05, step: 0.3 })\`: (f(z) − z) points to where points are denser, like the score of
  the noisy density, and a step towards it with fresh noise of that level is a Langevin step. Chains start anywhere, fall onto the
  points within a hundred applications, and then wander along them. They do not drift: draws at run 1000 are as good.
- L = 3, H = 256, 2000 steps with batches of 128, rate 4e-3, cosine.

**How it is judged.** 1000 chains at run 100 against 1000 held-out points, by \`evaluate\`: precision, recall, density and coverage
with k = 5. Numbers are medians of three seeds, with the lowest and the highest in brackets. Settings were tuned on points of other
seeds.`;

export const closing = `## What fails

- **A range of noise**, as for images: chains end in the middle of all points, or of some. \`training\` warns if a blend above .2
  meets points, and \`evaluate\` and \`nearest\` warn if all chains are alike and the samples are not.
- **Telling f how much noise there is**, by label units of one class whose own noise shows it, with turns: chains come near the
  points, but not near enough.
- **The paper's way**, with noise of .02, draws the ring as well as the recipe does, and leaves chains between clusters.
- **A higher level** shows the mean over a neighbourhood of that size, so thin shapes get thinner, bends are cut, and recall falls.
  **A lower one** attracts distant chains less well, and wanders more slowly.
- **Thin shapes get thinner.** In theory a ring's width of .01 comes out at about .006, since f shows means.
- **From some eight dimensions on**, recall falls for the same reason, and chains have not arrived at run 100. Up to 16, no other
  settings here were better.
- **Shares of clusters.** Chains go to the cluster nearest to their start, and seldom hop, so separate clusters are drawn in
  proportion to their surroundings, not to the data.

## What it is related to

- Vincent 2011, *A connection between score matching and denoising autoencoders*, and Alain and Bengio 2014, *What regularized
  auto-encoders learn from the data-generating distribution*: f(z) − z of a network trained at one level is the score, up to a factor.
- Song and Ermon 2019, *Generative modeling by estimating gradients of the data distribution*: Langevin steps along that score,
  there from high levels to low ones, with the network told each level.`;
