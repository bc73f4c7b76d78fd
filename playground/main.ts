import { setAssets, setLibraries } from 'kaleidoflow/web';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { openAsking } from './ask/section.js';
import { codeFor } from './keep/code.js';
import { openKeeping } from './keep/section.js';
import { openLearning } from './learn/section.js';
import { announce } from './page/announce.js';
import { openNavigation } from './page/navigation.js';
import { openParts } from './page/parts.js';
import { bindSentences } from './page/sentence.js';
import { readLink, writeLink } from './settings/link.js';
import { Store } from './settings/store.js';
import { openWatching } from './watch/section.js';
import { openWorld } from './world.js';

// The runtime is fetched while all else is, and is there when the first worker asks for it.
setAssets({ wasm });
void fetch(wasm);
setLibraries({ mediabunny: () => import('mediabunny') });

/** The settings of the last visit, for one without a link. */
const before = 'kaleidoflow playground';
const store = new Store((link) => readLink(link || (localStorage.getItem(before) ?? '')));
store.settings$.subscribe((settings) => localStorage.setItem(before, writeLink(settings)));
const world = openWorld(store);
await openParts(
  () => openWatching(world),
  () => openLearning(world),
  () => bindSentences(store),
  () => openAsking(world),
  () => openKeeping(world, codeFor),
  openNavigation,
);
if (!store.wholeLink) announce('Some of the link could not be read, and is as usual.');
