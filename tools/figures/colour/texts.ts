export const opening = `# In colour

![27 chains over two turns: noise comes into focus as faces, with hair, glasses and hats, and then as others](images/faces.gif)

From ten thousand pictures of one kind, a small MLP learns to draw more of that kind: new faces, after a minute of training on two
cores. \`npm start -- --faces\` makes the pictures, learns them, and writes \`faces.gif\`.

The faces are [Avataaars](https://avataaars.com) by Pablo Stanley, free for personal and commercial use, put together by
[DiceBear](https://www.dicebear.com) (\`@dicebear/avataaars\` and \`@dicebear/core\`, code MIT) from the seeds s0, s1, …, and drawn at
32 × 32 on white. The first 10 000 are the training set, the next 2000 are held out. \`npm run figures -- colour\` writes this page.

- **The recipe**, as \`recipeFor(samples)\` returns it for pictures in colour: five hidden layers of 512 with skips, 2600 steps with
  batches of 128, rate 3e-3, cosine, blend .2 to 1, \`weighting: 'velocity'\`; turns of 40 applications with step .05 and share 1,
  each starting from pure noise.
- **The judge** (\`tools/judge/faces\`) is a small convolutional network that names ten attributes of a face, .975 of them correctly
  on held-out faces. Its 128 features compare a thousand faces with a thousand held-out ones.
- A **near-copy** is closer to its nearest training picture than .33 of its distance to the second nearest; **distinct** counts
  the different training pictures that are nearest to a hundred draws.
- **Updates** give each row about the time of 3000 steps of the recipe before, on one thread. Relative to one of these, an update
  with skips took 1.15 to 1.3, one of flow matching in PyTorch 1.1, one of the autoencoder 1.2: CPU time, on a machine with other
  work, which allowed no closer match.
- Numbers are medians, with the lowest and highest of three seeds in brackets; a single number has one seed. The recipe, turns and
  peers were tuned on seed 1.`;

export const found = `With skips, the same MLP learns small details, eyes and mouths, sooner: its thousand faces are a third as far from real ones as
those of the recipe before, and recall is no longer close to zero. That matches flow matching with the same skips, which is told
how much noise there is, while ours has to see it; a velocity has the same loss. Later turns are as good as the first: the
thousand faces of seed 1 are at 404 after one turn, and at 411 after 75, at run 3000. With three times the updates they are at 305.`;

export const asking = `## By attributes

\`withAttributes\` learns ten words for each face beside its picture, and \`given({ attributes })\` fixes some of them. \`npm run
figures -- asked\` trains a third longer than the recipe, giving all faces a random part of their words, and a quarter of them half
of the picture. Of a thousand faces, each given four words of a real one, the judge finds the right hair in 94.7 % (96.7 % of real
faces have theirs by it), skin in 99.0 % (99.6), glasses in 96.8 % (98.5) and clothes in 95.5 % (97.8), medians of three seeds. What
is left open is drawn first as words, by a second manifold that has learned the words alone as a [table](tables.md), in some 15
seconds; then all words are given. So it stays as diverse as it is: its entropy is .99 to 1.00 of real faces', and for beards, which
one in ten has, .99 (.93 to 1.21). Drawn at once, or first as the picture's own words, they are at .56 to .92, differently from seed
to seed. Rare words together are heeded less: of faces asked for pale skin, red hair and a beard, 61 to 75 % have one. Of a thousand
upper halves, 98 % are completed with the right skin.

![Four rows of faces: dark brown skin, hats, sunglasses and hoodies; red hair on pale skin, most with beards; buns and round glasses; pink hair](figures/faces-asked.png)

*Given: a hat, sunglasses and a hoodie; red hair and a beard; a bun, glasses and overalls; pink hair and a smile.*

![Faces, their upper halves, and three ways to complete each](figures/faces-halves.png)

*Held-out faces, their upper halves, and three completions of each.*

![Eight faces that become eight others in thirteen pictures](figures/faces-morph.png)

*\`morph\`: from one held-out face to another.*`;

export const hard = `## The hard case: few pictures of all kinds

From 1517 [emoji](https://www.npmjs.com/package/@twemoji/svg) (Twemoji, graphics by Twitter, Inc. and other contributors, CC-BY
4.0; without flags and other skin colours), with every sixteenth of all held out, 24 × 24 on black, the same MLP draws
**sketches**: you can recognise a face, a heart, a plate; others are blots. **Nearest** is the mean square difference to the
nearest training picture, **detail** the energy outside the first 50 principal components of the training pictures, relative to
the held-out ones: less than 1 is blurred. Two hundred draws each; two seeds where there is a spread, else one.`;

export const failing = `## What does not work

Fréchet distances of seed 1. Unless "all of the time" is noted, trials have half of the time, in which the plain MLP reaches 1000
and the one with skips some 500.

- **Other batches and rates**, plain: batches of 64 reach 1098, batches of 256 reach 1079; a rate of 7e-3 reaches 1052, one of 2.5e-3
  reaches 995.
- **LayerNorm**: 1199 in the plain MLP, 831 with skips, perhaps because it hides how strong the noise is.
- **More skips**, nine layers for fewer steps: 504. No ReLU outside the pairs: 454, in all of the time 411, but skin and hair are
  stained.
- **A blend from .1**, with skips, all of the time: 472, against 404 from .2.
- **Longer turns**, plain, all of the time: 64 applications reach 854, 96 reach 907, 128 reach 1034; with skips 32, 40 and 48
  reach 414, 404 and 400.
- **A turn that keeps part of the state**, plain, all of the time: share .7 reaches 906, .4 reaches 944.
- **Digits**, by their judge, a thousand in seeds 1 and 2: the recipe for grey pictures reaches 15.2 and 14.3; skips, 19.4 and 21.0;
  the weighting and a blend from .3, 24.2 and 25.5; both, 41.7 and 39.0. So it stays as it is.`;

export const reading = `## How pictures are read

Node and browsers decode, and the same code does the rest, with the same results as Pillow (\`npm run pictures\`).

- **Decoded**: the first frame on its whole screen, oriented by EXIF in all formats, converted to sRGB by an embedded profile; of
  16 bits the upper eight; CMYK without a profile as (255 − ink)(255 − black) / 255. A PNG's gAMA, cHRM and cICP are ignored.
- **Flattened** onto \`background\`, in sRGB bytes; **grey** is their ITU-R 601 luma.
- **Placed** like Pillow's \`ImageOps.pad\` (\`contain\`), \`ImageOps.fit\` (\`cover\`) and \`resize\` (\`fill\`).
- **Resized** by Lanczos3, like Pillow's \`LANCZOS\`. If one new pixel covers more than 24, it averages first; on Node sharp does so
  while decoding: 2 of 255 at most.
- **SVG** is drawn at the requested size. Its own size is its width and height, else its viewBox, else 300 × 150.
- **Remaining differences**, of 255. On Node, with AVIF of 4:2:0 that has no \`nclx\` (sharp writes such files) or more than 8
  bits, sharp's decoder repeats the colours, where others interpolate. Pictures of 600 pixels differ by 1 at 32 × 32, of 72 by up
  to 15, and strokes of one pixel in strong colours by up to 98. Chromium reads the alpha of AVIF as if 16 were clear and 235
  full: up to 20. It also renders the black of CMYK with a profile as light as its ink, where Node and Pillow make it black: up
  to 48.`;
