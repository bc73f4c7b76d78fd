import { fileURLToPath } from 'node:url';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { chromiumPath, softwareGpu, softwareVulkan, testArguments } from './tools/browser/chromium.js';
import { inNode as commandInNode } from './tools/browser/in-node.js';
import { kept } from './tools/browser/kept.js';

const built = fileURLToPath(new URL('./dist/', import.meta.url));

/** The tests run what users get: the compiled package, worker threads included. */
const resolve = {
  alias: [
    { find: /^kaleidoflow(\/operators)?$/, replacement: `${built}operators/index.js` },
    { find: 'kaleidoflow/ix/nats', replacement: `${built}operators/ix/nats/index.js` },
    { find: 'kaleidoflow/ix', replacement: `${built}operators/ix/index.js` },
    { find: 'kaleidoflow/nats', replacement: `${built}operators/nats/index.js` },
    { find: 'kaleidoflow/engine', replacement: `${built}src/engine/index.js` },
    { find: 'kaleidoflow/networks', replacement: `${built}src/networks/index.js` },
    { find: 'kaleidoflow/web', replacement: `${built}src/platform/web/setup.js` },
  ],
};
/** Tests open the runtime themselves, too. */
const env = { ORT_DISABLE_TELEMETRY: '1' };
const shared = { testTimeout: 120_000, maxConcurrency: 2, env };

/** Writes what pages document, to be run. */
const examples = 'test/plain-engine.setup.ts';

const filesOf = (names: readonly string[]) => names.map((name) => `test/${name}.test.ts`);

/** What measures the memory of its process, and so has one of its own. */
const aloneFiles = filesOf(['formats', 'parquet', 'sizes', 'tables']);

/** What takes long, for it starts browsers, bundlers, brokers, compilers or whole programs: `npm run test:all` has it too. */
const longFiles = filesOf([
  'backends',
  'browser*',
  'bundle*',
  'cli',
  'contributing',
  'core',
  'ending',
  'examples',
  'how-do-i',
  'int8',
  'judge-faces',
  'kills',
  'nats*',
  'pace',
  'package',
  'package-health',
  'playground*',
  'python',
  'recipes',
  'runtimes',
  'serve',
  'served-page',
  'site',
  'strangers',
  'superseded',
  'unanswered',
  'webgpu*',
]);

/** What takes longest, and begins first: on a new machine nothing is known of durations, and the last of them would be waited for alone. */
const slowest = ['examples', 'webgpu', 'cli', 'browser-leaks', 'site', 'playground', 'bundlers-recipes', 'package'].map(
  (name) => `/${name}.test.ts`,
);

class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => slowest.findIndex((end) => moduleId.endsWith(end)) + 1 || 1_000;
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}

/** Tests wait more than they compute, so there are more workers than the two cores that are counted on. */
const maxWorkers = 3;

const inNode = (
  name: string,
  include: string[],
  more: TestProjectInlineConfiguration['test'] = {},
): TestProjectInlineConfiguration => ({
  resolve,
  test: {
    ...shared,
    name,
    maxWorkers,
    include,
    ...more,
    globalSetup: [examples],
    setupFiles: ['test/folders.setup.ts'],
    server: { deps: { external: [/\/dist\//] } },
  },
});

/** In processes that go from one file to the next: to load the library anew for each took a seventh of the time. */
const node = inNode('node', filesOf(['*']), { exclude: [...aloneFiles, ...longFiles], isolate: false });
const alone = inNode('alone', aloneFiles);
const long = inNode('long', longFiles, { env: { ...env, ...softwareVulkan } });

/** In a context of `node:vm`, which has constructors of its own, as Jest's tests are. */
const realm = inNode('realm', filesOf(['realms']), { pool: 'vmThreads' });

/** What is put to the same laws in a page; `test/browser.test.ts` says why where there is no browser. */
const chromium: TestProjectInlineConfiguration = {
  resolve,
  plugins: [kept()],
  publicDir: 'dist/browser',
  optimizeDeps: {
    include: ['mediabunny', 'papaparse', '@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'],
    exclude: ['onnxruntime-web'],
  },
  test: {
    ...shared,
    name: 'chromium',
    // One page, beside the projects in Node.
    maxWorkers,
    include: ['test/{compliance,engines,chains,realms}.test.ts', 'test/browser/*.test.ts'],
    globalSetup: [examples, 'tools/browser/served.ts'],
    setupFiles: ['test/browser/setup.ts'],
    browser: {
      enabled: true,
      headless: true,
      fileParallelism: false,
      commands: { inNode: commandInNode },
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: chromiumPath!,
          args: [...testArguments, ...softwareGpu],
          ignoreDefaultArgs: ['--disable-gpu'],
        },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
};

export default defineConfig({
  test: {
    sequence: { sequencer: SlowestFirst },
    projects: [node, alone, long, realm, ...(chromiumPath ? [chromium] : [])],
  },
});
