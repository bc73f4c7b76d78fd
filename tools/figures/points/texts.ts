export const opening = `# Points of few dimensions

The recipe for images fails on points: all chains end in the middle of them. With hundreds of numbers f sees how much noise a state
holds, as the noise of so many averages out; with two it can't tell little noise on one point from much noise on another, and shows
the mean of all that it may be. What follows works, with nothing but other settings, and is what \`recipeFor(samples)\` returns for
points of up to 16 numbers; up to some four it is good. This page is written by \`npm run figures -- points\`.

- **One level of noise.** \`blend: [0.05, 0.05]\`: z = .95 x + .05 u. As there is one τ, there is nothing to tell, and f(z) is the
  mean of the points that z may come from. A weight by τ, as flow matching has it, would be a constant here.
- **A walk at that level.** \`withWalk({ level: 0.05, step: 0.3 })\`: (f(z) − z) points to where points are denser, as the score of the
  noisy density does, and a step towards it with fresh noise of that level is a step of Langevin's. Chains start anywhere, fall onto
  the points within a hundred applications, and then wander along them. They do not drift: what is drawn at run 1000 is as good.
- L = 3, H = 256, 2000 steps with batches of 128, rate 4e-3, cosine.

**How it is judged.** 1000 chains at run 100 against 1000 held-out points, by \`evaluate\`: precision, recall, density and coverage with
k = 5. Numbers are medians of three seeds and, in brackets, the lowest and the highest. Settings were chosen on points of other seeds.`;

export const closing = `## What fails

- **A range of noise**, as images have it: chains end in the middle of all, or of some. \`training\` warns where a blend above .2 meets
  points, and \`evaluate\` and \`nearest\` where all chains are alike and the samples are not.
- **Telling f how much noise there is**, by label units of one class whose own noise shows it, with turns: points come near, but not near enough.
- **The paper's way**, with noise of .02, draws the ring as well as the recipe does, and leaves chains between clusters.
- **A higher level**: what is shown is a mean over a neighbourhood of that size, so that thin things get thinner, bends are cut, and
  recall falls. **A lower one** finds its way from far off less well, and wanders slower.
- **Thin things are drawn thinner.** By theory a ring's width of .01 comes out at about .006, as f shows means.
- **From some eight dimensions on** recall falls for the same reason, and chains are still on their way at run 100. Up to 16 no other
  settings here were better.
- **Shares of clusters.** Chains go to the cluster that is nearest to where they start, and hop seldom: what is drawn of clusters that
  are apart has the shares of their surroundings, not those of the data.

## What it is related to

- Vincent 2011, *A connection between score matching and denoising autoencoders*, and Alain and Bengio 2014, *What regularized
  auto-encoders learn from the data-generating distribution*: f(z) − z of a network trained at one level is the score, up to a factor.
- Song and Ermon 2019, *Generative modeling by estimating gradients of the data distribution*: Langevin steps along that score, there
  from high levels to low ones, each of which the network is told.`;
