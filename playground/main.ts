import { setAssets, setLibraries } from 'kaleidoflow/web';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { openAsking } from './ask/section.js';
import { openKeeping } from './keep/section.js';
import { openLearning } from './learn/section.js';
import { announce } from './page/announce.js';
import { openNavigation } from './page/navigation.js';
import { bindSentences } from './page/sentence.js';
import { openWatching } from './watch/section.js';
import { openWorld } from './world.js';

// The runtime is fetched while all else is, and is there when the first worker asks for it.
setAssets({ wasm });
void fetch(wasm);
setLibraries({ mediabunny: () => import('mediabunny') });

const world = openWorld();
const { store } = world;
const parts = [
  () => openWatching(world),
  () => openLearning(world),
  () => bindSentences(store),
  () => openAsking(world),
  () => openKeeping(world),
  openNavigation,
];
for (const open of parts) {
  open();
  // The screen, and whoever presses a key, need not wait for all of them.
  await new Promise((resolve) => setTimeout(resolve));
}
if (!store.wholeLink) announce('Some of the link could not be read, and is as usual.');
