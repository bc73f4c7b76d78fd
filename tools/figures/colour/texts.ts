export const opening = `# In colour

![27 chains over two turns: noise comes into focus as faces, with hair, glasses and hats, and then as others](images/faces.gif)

Ten thousand pictures of one kind are enough for a small MLP to draw more of that kind: faces that are in none of them, after a
minute of learning on two cores. \`npm start -- --faces\` draws what is learned, learns it, and writes \`faces.gif\`.

The faces are [Avataaars](https://avataaars.com) by Pablo Stanley, free for personal and commercial use, put together by
[DiceBear](https://www.dicebear.com) (\`@dicebear/avataaars\` and \`@dicebear/core\`, code MIT) from the seeds s0, s1, …, and drawn at
32 × 32 on white. The first 10 000 are learned, the next 2000 held out. This page is written by \`npm run figures -- colour\`.

- **The recipe**, which \`recipeFor(samples)\` returns for pictures in colour: five hidden layers of 512 with skips, 2600 steps with
  batches of 128, rate 3e-3, cosine, blend .2 to 1, \`weighting: 'velocity'\`; turns of 40 applications with step .05 and share 1, each
  of which begins with noise alone.
- **The judge** (\`tools/judge/faces\`) is a small convolutional network that names ten attributes of a face, .975 of them right on
  faces that are held out. By its 128 features a thousand faces are compared with a thousand that are held out.
- A **near-copy** is closer to its nearest learned picture than .33 of its distance to the second nearest; **distinct** is how many
  different ones are nearest to a hundred.
- **Updates** are about as many as the seconds of 3000 steps of the recipe before buy, on one thread. Of the time of one of these an
  update with skips took 1.15 to 1.3, one of flow matching in PyTorch 1.1, one of the autoencoder 1.2: time of the processor, on a
  machine with other work, where it could not be had closer.
- Medians and, in brackets, the lowest and the highest of three seeds; a row with one number has one. Recipe, turns and peers were
  chosen by these numbers in seed 1.`;

export const found = `With skips the same MLP learns what is small, eyes and mouths, sooner: its thousand faces are a third as far from real ones as
those of the recipe before, and recall is no longer next to nothing. That is as near as flow matching with the same skips comes,
which is told how much noise there is, where ours has to see it; a velocity has the same loss. All turns are alike: 250 chains
come to 480 after the first, and to 508 after 75, at run 3000.`;

export const asking = `## Of what you ask for

\`withAttributes\` learns ten words for each face beside its picture, and \`given({ attributes })\` decides some of them: \`npm run figures -- asked\`, by the recipe for
a third longer, with a random part of the words given to all faces, and half of the picture to a quarter. Of a thousand faces, each with
four words of a real one, the judge finds the hair as asked in 94.5 % (96.7 % of real faces have theirs by it), the skin in 98.2 % (99.6),
glasses in 97.3 % (98.5) and clothes in 97.0 % (97.8). What is left open stays varied: its entropy is .98 to .99 of real faces', but for
beards, which one in ten has, and of which there are too few (.37). Of a thousand upper halves, 98 % are completed with the skin that was
theirs.

![Four rows of faces: dark brown skin, hats, sunglasses and hoodies; red hair and beards on pale skin; buns and round glasses; pink hair](figures/faces-asked.png)

*Asked for: a hat, sunglasses and a hoodie; red hair and a beard; a bun, glasses and an overall; pink hair and a smile.*

![Faces, their upper halves, and three ways to complete each](figures/faces-halves.png)

*Faces that are held out, their upper halves, and three ways to complete each.*

![Eight faces that become eight others in thirteen pictures](figures/faces-morph.png)

*\`morph\`: from one held-out face to another.*`;

export const hard = `## The hard case: few pictures of all kinds

Of 1517 [emoji](https://www.npmjs.com/package/@twemoji/svg) (Twemoji, graphics by Twitter, Inc. and other contributors, CC-BY 4.0; without
flags and other colours of skin), every sixteenth of all held out, 24 × 24 on black, the same MLP draws **sketches**: a face, a heart,
a plate can be named, others are blots. **Nearest** is the mean square difference to the nearest learned picture, **detail** the energy
outside the first 50 principal components of the learned ones, over that of those held out: less than 1 is blurred. Two hundred of
each; two seeds where there is a spread, else one.`;

export const failing = `## What does not work

Fréchet distances of seed 1, in half of the seconds, where the plain MLP comes to 1000 and that with skips to some 500, unless it says
all of them.

- **Other batches and rates**, plain: batches of 64 come to 1098, of 256 to 1079; a rate of 7e-3 to 1052, of 2.5e-3 to 995.
- **LayerNorm**: 1199 in the plain MLP, 831 with skips, perhaps since it takes away how strong the noise is.
- **More skips**, nine layers for fewer steps: 504. No ReLU outside of the pairs: 454, in all of the seconds 411, but skin and hair
  are stained.
- **A blend from .1**, with skips, all of the seconds: 472, where from .2 it is 404.
- **Longer turns**, plain, all of the seconds: 64 applications come to 854, 96 to 907, 128 to 1034; with skips 32, 40 and 48 come to
  414, 404 and 400.
- **A turn that leaves something**, plain, all of the seconds: share .7 comes to 906, .4 to 944.
- **Digits**, by their judge, a thousand in seeds 1 and 2: the recipe for grey pictures comes to 15.2 and 14.3, with skips to 19.4 and
  21.0, with the weighting and a blend from .3 to 24.2 and 25.5, with both to 41.7 and 39.0. It stays as it is.`;

export const reading = `## How pictures are read

Node and pages decode, and the same code does the rest; what comes of it is what Pillow makes (\`npm run pictures\`).

- **Decoded**: the first frame on its whole screen, turned as EXIF says in all formats, brought to sRGB by an embedded profile; of
  16 bits the upper eight; CMYK without a profile as (255 − ink)(255 − black) / 255. A PNG's gAMA, cHRM and cICP are not heeded.
- **Flattened** on \`background\`, on the bytes of sRGB; **grey** is ITU-R 601's luma of them.
- **Placed** as Pillow's \`ImageOps.pad\` (\`contain\`), \`ImageOps.fit\` (\`cover\`) and \`resize\` (\`fill\`) do it.
- **Resized** by Lanczos3 as Pillow's \`LANCZOS\`. Of more than 24 pixels for a new one it averages first, on Node sharp does so
  while it decodes: 2 of 255 at most.
- **SVG** is drawn at the size asked for. Its own is its width and height, else its viewBox, else 300 × 150.
- **What remains**, of 255. On Node, AVIF of 4:2:0 that has no \`nclx\` (sharp writes such) or more than 8 bits: sharp's decoder repeats
  its colours, and others interpolate them. Pictures of 600 pixels differ by 1 at 32 × 32, of 72 by up to 15, and strokes of one pixel
  in strong colours by up to 98. In Chromium, the alpha of AVIF, which it reads as if 16 were clear and 235 full: up to 20; and CMYK
  with a profile, whose black is as light as its ink, where Node and Pillow make it black: up to 48.`;
