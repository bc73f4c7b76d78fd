import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

/** Where Chromium is, as the environment says it, of the system or as Playwright brings it; undefined where there is none. */
export const chromiumPath: string | undefined = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  chromium.executablePath(),
].find((path) => path && existsSync(path));

/** As root, which machines that test often are, its sandbox can't be had; the others are for measuring memory. */
export const chromiumArguments: readonly string[] = [
  '--no-sandbox',
  '--js-flags=--expose-gc',
  '--enable-precise-memory-info',
];

/** WebGPU where there is no GPU: in software. */
export const softwareGpu: readonly string[] = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
];
