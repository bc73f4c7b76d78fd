import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

/** Where Chromium is, of the system or as Playwright brings it; undefined where there is none. */
export const chromiumPath: string | undefined = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  chromium.executablePath(),
].find((path) => existsSync(path));

/** As root, which machines that test often are, Chromium's sandbox can't be had. */
export const chromiumArguments: readonly string[] = ['--no-sandbox'];
