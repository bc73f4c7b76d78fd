import { type Observable, switchMap, take } from 'rxjs';
import { check, whole } from '../src/base/check.js';
import { type Asked, type Command, UsageError } from './command.js';
import { modelFlags, modelFrom } from './model.js';
import { type ServeOptions, serving } from './serve/server.js';
import { within } from './serve/settings.js';

export const serve: Command = {
  operands: 'MODEL',
  is: 'Serves chains of MODEL to browsers',
  more: `At / a page to watch them, to ask and to keep in, at /kaleidoscope.gif a GIF that never ends, and at /draws the draws themselves,
over WebSocket: docs/serve.md. Each client has chains of its own, which wait for it.`,
  flags: {
    port: { short: 'p', value: 'N', is: 'where it listens (8080); 0 is any port that is free' },
    host: { value: 'NAME', is: 'for whom: this machine alone (127.0.0.1); 0.0.0.0 is for all' },
    'allow-host': { value: 'A,B,…', is: 'names that it answers to, besides its addresses: draws.example.org, say' },
    origin: { value: 'A,B,…', is: 'origins whose pages may connect besides its own: https://example.org, say' },
    clients: { value: 'N', is: 'clients at one time (128)' },
    chains: { value: 'N', is: 'chains that a client may ask for (256)' },
    idle: { value: 'SECONDS', is: 'sends clients away that acknowledge nothing for so long (3600)' },
    ...modelFlags,
    help: { short: 'h', is: 'shows this' },
  },
  run(asked): Observable<string> {
    const options = optionsOf(asked);
    warnOnce();
    return modelFrom(asked).pipe(
      take(1),
      switchMap((manifold) => serving(manifold, options)),
    );
  },
};

function optionsOf(asked: Asked): ServeOptions {
  const limits = check(
    'serve',
    {
      port: asked.number('port'),
      clients: asked.number('clients'),
      chains: asked.number('chains'),
      idle: asked.number('idle'),
    },
    { port: within(0, 65_535, 8080), clients: whole(1, 128), chains: whole(1, 256), idle: within(1, 1_000_000, 3600) },
  );
  const origins = asked.texts('origin') ?? [];
  for (const origin of origins)
    if (!URL.canParse(origin) || new URL(origin).origin !== origin)
      throw new UsageError(`--origin must be an origin as https://example.org, not '${origin}'`);
  const names = asked.texts('allow-host') ?? [];
  for (const name of names)
    if (!URL.canParse(`http://${name}`) || new URL(`http://${name}`).hostname !== name.toLowerCase())
      throw new UsageError(`--allow-host must be a name as draws.example.org, not '${name}'`);
  return { host: asked.text('host') ?? '127.0.0.1', names, origins, ...limits };
}

/** Prints each warning once: clients bring about as many as they like. */
function warnOnce(): void {
  const print = process.listeners('warning');
  const said = new Set<string>();
  process.removeAllListeners('warning').on('warning', (warning) => {
    if (said.has(warning.message)) return;
    said.add(warning.message);
    for (const each of print) each(warning);
  });
}
