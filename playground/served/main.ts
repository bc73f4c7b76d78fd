import { map } from 'rxjs';
import { openAsking } from '../ask/section.js';
import { openKeeping } from '../keep/section.js';
import { announce, complain } from '../page/announce.js';
import { openNavigation } from '../page/navigation.js';
import { openParts } from '../page/parts.js';
import { bindSentences } from '../page/sentence.js';
import { readLink } from '../settings/link.js';
import { Store } from '../settings/store.js';
import { openWatching } from '../watch/section.js';
import { isCalm, openWorld } from '../world.js';
import { type Model, settingsFor } from './model.js';
import { programFor, questionOf } from './question.js';
import { Server } from './server.js';

const address = new URL('draws', location.href.replace(/^http/, 'ws')).href;

/** Steps that chains take unseen where nothing moves by itself. */
const settled = 24;

async function open({ server, model }: { readonly server: Server; readonly model: Model }): Promise<void> {
  // What a model says of its motion cannot be taken back.
  if (model.motion) document.querySelector('[data-field=motion] [value=none]')?.remove();
  const usual = { ...settingsFor(model), burnIn: isCalm() ? settled : 0 };
  const store = new Store((link) => {
    const { settings, whole } = readLink(link);
    return link ? { settings: { ...settings, subject: usual.subject }, whole } : { settings: usual, whole: true };
  });
  // Nobody knows here what points it has learned.
  const world = openWorld(store, store.settings$.pipe(map((settings) => ({ ...settings, points: [] }))));
  world.source$.next(server);
  await openParts(
    () => openWatching(world),
    () => bindSentences(store),
    () => openAsking(world),
    () => openKeeping(world, (settings) => programFor(address, questionOf(settings, server))),
    openNavigation,
  );
  if (!store.wholeLink) announce('Some of the link could not be read, and is as usual.');
}

Server.connect(address).then(open, complain);
