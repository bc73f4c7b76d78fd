import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright';

/** Where Chromium is, as the environment says it, of the system or as Playwright brings it; undefined where there is none. */
export const chromiumPath: string | undefined = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  chromium.executablePath(),
].find((path) => path && existsSync(path));

/** As root, which machines that test often are, its sandbox can't be had; the others are for measuring memory. */
const argumentsWith = (flags: string): readonly string[] => [
  '--no-sandbox',
  `--js-flags=--expose-gc ${flags}`,
  '--enable-precise-memory-info',
];

export const chromiumArguments = argumentsWith('');

/** For tests, which open many runtimes and compute little: the second compilation of their WebAssembly, for speed, costs most. */
export const testArguments = argumentsWith('--liftoff-only');

/** WebGPU where there is no GPU: in software. */
export const softwareGpu: readonly string[] = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
];

const beside = [...(chromiumPath ? [dirname(realpathSync(chromiumPath))] : []), '/usr/lib/chromium'];
const driver = 'vk_swiftshader_icd.json';
const folder = beside.find((folder) => existsSync(join(folder, driver)));

/** The same for Node: what it starts with to find the driver in software that Chromium brings; nothing where there is none. */
export const softwareVulkan: Readonly<Record<string, string>> = folder
  ? {
      VK_DRIVER_FILES: join(folder, driver),
      LD_LIBRARY_PATH: [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
    }
  : {};
