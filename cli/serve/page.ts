import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The page that is served, and what it may do: run its own script and speak with this server. */
export function page(): { readonly html: string; readonly policy: string } {
  const html = readFileSync(new URL('../../../cli/serve/page.html', import.meta.url), 'utf8');
  const [, script = ''] = /<script type="module">(.*?)<\/script>/s.exec(html)!;
  const hash = createHash('sha256').update(script).digest('base64');
  return {
    html,
    policy: `default-src 'self'; img-src 'self' data:; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; frame-ancestors 'none'`,
  };
}
