export const opening = `# In colour

![32 chains over two turns of 14 applications each: colours come out of noise and gather into sketches of emoji](figures/colour.gif)

What a small MLP draws in colour are **sketches**: colours and outlines of the right kind, pastel, with little inside them. A
part can be named, a face, a heart, a plate with food; others are blots. It is no competitor for what has millions of pictures
and convolutions, and it learns in a minute or two on two cores.

This page is written by \`npm run figures -- colour\`, which installs [Twemoji](https://www.npmjs.com/package/@twemoji/svg)'s pictures
(graphics by Twitter, Inc. and other contributors, CC-BY 4.0) beside what it keeps. 1517 emoji without the flags and without
other colours of skin are learned, and of all every sixteenth is held out; all are drawn as 24 × 24 pixels on black by
\`fromImages(paths, { size: 24 })\`.

- **The recipe.** L = 3, H = 512, 2500 steps with batches of 128, rate 4e-3, cosine, blend .5 to 1; turns of 14 with step .1,
  and share 1: each begins with noise alone. With .9 something of a picture is left for the next, and over ten turns chains
  gather at fewer.
- **Nearest** is the mean square difference to the nearest learned picture, **distinct** how many different ones are nearest to
  100 samples. A **near-copy** is closer to its nearest than .33 of its distance to the second nearest. **Detail** is the
  energy outside the first 50 principal components of the learned pictures, over that of the held-out ones: 1 is as much as
  theirs, less is blurred, and noise counts as detail too.
- Medians of three seeds and, in brackets, the lowest and the highest; the paper's way has one seed. A hundred samples leave
  an error of .03 in a share of .1. Recipe and turns were chosen by these same numbers, among some twenty, in seeds 101 to 103,
  which are not among those of the table.

Precision and recall on principal components are blind to blur, and say nothing here.`;

export const failing = `## What does not work

- **Few pictures.** 245 flags are memorised: most samples are near-copies of them. \`training\` warns below 300 pictures
  in colour.
- **Less of a turn**, by fewer applications or smaller steps, is blurred, and copies less; more of it the other way round: detail and
  near-copies come together. What counts is how much noise of the start a turn leaves, (1 - step) to the power of its applications;
  as much of it by larger steps copies less, and takes fewer applications.
- **Too much of it** oversaturates: detail as in real pictures, or more of it, is noise in strong colours.
- **A blend from .3**, with states that hold less noise, copies more at the same detail.
- **The paper's way** gathers at few pictures; its code's own network for colour, with H = 2000, at fewer still after its 478 steps,
  four minutes on two cores.
- **On white**, in one seed of blend .4 to 1 with turns of 24 and share .9, detail was .49 to .55 of the held-out pictures', and
  on black .62 to .66. There H = 768 had .43 to .57, and 4000 steps .43 to .47: more of it brought no more.`;

export const reading = `## How pictures are read

Node and pages decode, and the same code does the rest; what comes of it is what Pillow makes (\`npm run pictures\`).

- **Decoded**: the first frame on its whole screen, turned as EXIF says in all formats, brought to sRGB by an embedded profile; of
  16 bits the upper eight; CMYK without a profile as (255 − ink)(255 − black) / 255. A PNG's gAMA, cHRM and cICP are not heeded.
- **Flattened** on \`background\`, on the bytes of sRGB; **grey** is ITU-R 601's luma of them.
- **Placed** as Pillow's \`ImageOps.pad\` (\`contain\`), \`ImageOps.fit\` (\`cover\`) and \`resize\` (\`fill\`) do it.
- **Resized** by Lanczos3 as Pillow's \`LANCZOS\`. Of more than 24 pixels for a new one blocks are averaged first: 1 of 255 at most.
- **SVG** is drawn at the size asked for. Its own is its width and height, else its viewBox, else 300 × 150.
- What remains: AVIF with 4:2:0, whose colours sharp's decoder repeats and others interpolate: single pixels of thin lines in
  strong colours differ by up to 63 of 255. CMYK with a profile: black is darker on Node and in Pillow than in Chromium.`;
