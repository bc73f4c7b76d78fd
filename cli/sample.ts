import { burnIn, type Draw, kaleidoscope, type Manifold, thin, toGif, toPng } from 'kaleidoflow';
import {
  concatMap,
  defer,
  identity,
  map,
  type Observable,
  of,
  pipe,
  switchMap,
  take,
  takeLast,
  tap,
  toArray,
} from 'rxjs';
import { hasPicture } from '../src/core/samples.js';
import { encodeNpy } from '../src/data/npy.js';
import type { RawTable } from '../src/tables/raw.js';
import { csvOf, jsonLinesOf, rowsOf } from '../src/tables/text.js';
import { averaged } from './average.js';
import { type Asked, type Command, defined, UsageError } from './command.js';
import { textFlags } from './data.js';
import { modelFlags, modelFrom } from './model.js';
import { extensionOf, output, utf8 } from './output.js';
import { progress } from './progress.js';
import { filled, type GivenRows, givenRows } from './rows.js';
import { walked } from './walked.js';

type Encoder = (asked: Asked, file?: RawTable) => (draws: Observable<Draw>) => Observable<Uint8Array>;

const layout = (asked: Asked) => defined({ columns: asked.number('columns'), scale: asked.number('scale') });

/** What becomes of draws, by the end of the file's name. */
const encoders: Record<string, Encoder> = {
  gif: (asked) => toGif({ ...layout(asked), ...defined({ fps: asked.number('fps') }) }),
  png: (asked) => pipe(takeLast(1), toPng(layout(asked))),
  npy: () =>
    pipe(
      takeLast(1),
      concatMap(({ values, count, shape }) => encodeNpy({ values: values.slice(), shape: [count, ...shape] })),
    ),
  csv: (_, file) =>
    pipe(
      takeLast(1),
      map((draw) => csvOf(file ? filled(file, draw, false) : rowsOf(draw))),
      utf8,
    ),
  jsonl: (_, file) =>
    pipe(
      takeLast(1),
      map((draw) => jsonLinesOf(file ? filled(file, draw, true) : rowsOf(draw))),
      utf8,
    ),
};

export const sample: Command = {
  operands: 'MODEL -o FILE',
  is: 'Starts chains at noise, and writes what MODEL makes of them',
  more: `Its network is applied again and again; every draw is a frame of a .gif, and the last one a .png, an
array (.npy) or, of a table, its rows (.csv, .jsonl), else the attributes that the chains say they have.`,
  flags: {
    output: { short: 'o', value: 'FILE', is: 'where the samples go; - is standard output' },
    format: { value: 'NAME', is: `${Object.keys(encoders).join(', ')}; by default what FILE ends in` },
    ...modelFlags,
    chains: { value: 'N', is: 'chains side by side (48)' },
    first: { value: 'N', is: 'the number of the first chain (0)' },
    seed: { value: 'N', is: 'the same seed gives the same samples (0)' },
    steps: { value: 'N', is: 'applications of the network (160, and as many as end a turn)' },
    'burn-in': { value: 'N', is: 'leaves out the first N draws' },
    thin: { value: 'N', is: 'keeps every N-th draw (1; with --average the last of each turn)' },
    label: {
      value: 'A,B,…',
      is: 'the classes that the chains are to show, in turn: numbers, or names where they have any',
    },
    given: {
      value: 'ROWS',
      is: 'rows of a table of which what is missing is imputed, or attributes: a file as of train, - or JSON',
    },
    average: { value: 'N', is: 'of what is given: the mean of N turns, of categories the most frequent (1)' },
    ...textFlags,
    turns: { value: 'N', is: 'turns the kaleidoscope after every N applications' },
    walk: { is: 'walks without a cut' },
    noise: { value: 'X', is: 'adds noise from -X to X in each application' },
    columns: { value: 'N', is: 'images in a row of the picture (8)' },
    scale: { value: 'N', is: 'screen pixels for each pixel (1)' },
    fps: { value: 'N', is: 'frames a second of a GIF (15)' },
    help: { short: 'h', is: 'shows this' },
  },
  run(asked) {
    const path = asked.needed('output');
    const format = asked.text('format') ?? extensionOf(path);
    const encoder = Object.hasOwn(encoders, format) ? encoders[format] : undefined;
    const names = Object.keys(encoders);
    if (!encoder)
      throw new UsageError(
        asked.text('format') === undefined
          ? `--output must end in .${names.join(', .')}, or --format must say what to write, not '${format || path}'`
          : `--format must be one of ${names.join(', ')}, not '${format}'`,
      );
    encoder(asked);
    const walk = walkOf(asked);
    const options = {
      chains: asked.number('chains'),
      first: asked.number('first'),
      seed: asked.number('seed'),
    };
    kaleidoscope(defined(options));
    const steps = stepsOf(asked);
    return defer(() => givenRows(asked)).pipe(
      switchMap((known) =>
        modelFrom(asked).pipe(
          switchMap((model) => {
            checkFormat(format, model);
            const walking = walk(known?.give(model) ?? model);
            const { all, unseen, each, average } = steps(walking);
            const drawing = progress('drawing', all);
            return of(walking).pipe(
              kaleidoscope(defined({ ...options, chains: chainsOf(known, asked) })),
              take(all),
              tap({ next: ({ step }) => drawing.at(step), finalize: drawing.end }),
              burnIn(unseen),
              thin(each),
              average > 1 ? pipe(takeLast(average), toArray(), map(averaged)) : identity,
              encoder(asked, known?.file),
            );
          }),
        ),
      ),
      output(path),
    );
  },
};

/** A chain for each row of a file. */
function chainsOf(known: GivenRows | undefined, asked: Asked): number | undefined {
  if (!known?.file) return asked.number('chains');
  for (const flag of ['chains', 'first'])
    if (asked.text(flag) !== undefined)
      throw new UsageError(`--${flag} is not for rows of a file, which have a chain each`);
  return known.file.count;
}

/** How many applications, and which draws of them: checks now what is asked for, and the rest by how a model's chains are walked. */
function stepsOf(asked: Asked) {
  const asks = asked.whole('steps', 1);
  const unseen = asked.whole('burn-in', 0) ?? 0;
  const thinned = asked.whole('thin', 1);
  const average = asked.whole('average', 1) ?? 1;
  if (average > 1 && asked.text('given') === undefined) throw new UsageError('--average is for what is --given');
  return ({ motion }: Manifold) => {
    const turn = motion?.kind === 'turns' ? motion.every : 1;
    const each = thinned ?? (average > 1 ? turn : 1);
    const all = asks ?? Math.ceil(160 / turn) * turn + (average - 1) * each;
    if (Math.floor(all / each) - Math.floor(unseen / each) < average)
      throw new UsageError(
        `of ${all} steps ${average > 1 ? `fewer than ${average} are` : 'none is'} kept by --burn-in ${unseen} and --thin ${each}: --steps must be at least ${(Math.floor(unseen / each) + average) * each}`,
      );
    return { all, unseen, each, average };
  };
}

/** Refuses what a model's draws can't be, before there are any. */
function checkFormat(format: string, model: Manifold): void {
  const formats = [
    ...(hasPicture(model) ? ['gif', 'png'] : []),
    'npy',
    ...(model.table || model.attributeUnits ? ['csv', 'jsonl'] : []),
  ];
  if (!formats.includes(format))
    throw new UsageError(`what MODEL draws can be written as ${formats.join(', ')}, not as ${format}`);
}

/** How the chains are walked where that is asked for; else it is as the model says. */
function walkOf(asked: Asked): (model: Manifold) => Manifold {
  if (asked.has('walk') && asked.text('turns') !== undefined)
    throw new UsageError('--walk and --turns do not go together');
  const classes = asked.texts('label');
  const walk = walked({ walk: asked.has('walk'), turns: asked.number('turns'), noise: asked.number('noise') });
  return (model) => walk(classes ? walked({ label: classes.map((name) => classOf(name, model)) })(model) : model);
}

/** A class by its name, where there is one, or else by its number. */
const classOf = (name: string, { labelNames }: Manifold): number | string =>
  /^-?\d+$/.test(name) && !labelNames?.includes(name) ? Number(name) : name;
