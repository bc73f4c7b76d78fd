import { productsName } from '../contest/contender.js';
import { bestPeer, type Contest, contest, limitOf, type Times, type What } from '../contest/contest.js';
import { type PeerSetting, peerSettings } from '../contest/peers.js';
import { flops, type Net, nameOf, networks, paper, shallow, smallest } from '../net.js';
import { median } from '../pace.js';
import { format, say, table } from '../report.js';

/** The paper's, a quick one, the smallest. */
const mlps = [paper, shallow, smallest];
/** What a network is measured by, rather than the machine. */
const networkWhats = ['training', '1000 chains', '48 chains'] as const satisfies What[];
const rounds = 5;

/** Training and sampling of MLPs, ours and every peer's that is here, by turns. */
export const peers = () => compare(mlps, peerSettings());

/** The same of the other networks of docs/architectures.md. */
export const architectures = () =>
  compare(
    networks,
    peerSettings().filter(({ peer }) => peer !== 'PyTorch, compiled'), // it takes a minute for each
  );

async function compare(nets: readonly Net[], settings: readonly PeerSetting[]) {
  const contests: { net: Net; found: Contest }[] = [];
  for (const net of nets) {
    say(`peers: ${nameOf(net)}`);
    contests.push({ net, found: await contest(net, settings, rounds) });
  }
  const limit = Math.max(
    ...contests.map(({ found }) => limitOf(found)),
    ...contests.flatMap(({ net, found }) => reached(net, found)),
  );
  const rows = contests.flatMap(({ net, found }) =>
    networkWhats.map((what) => row(net, what, found.times[what], limit)),
  );
  const all = contests.flatMap(({ net, found }) => everyPeer(net, found));
  return {
    text: [
      `The limit: ${format(limit)} GFLOP/s. ${versionsOf(contests.map(({ found }) => found))}`,
      table(
        [
          '',
          'ours, ms',
          `${productsName}, ms`,
          'best peer, ms',
          'which',
          "times the best peer's",
          'share of the limit',
          "the peer's",
        ],
        rows,
      ),
      table(['milliseconds', ...networkWhats], all),
    ],
    contests,
  };
}

/** GFLOP/s that anybody reached with a network: a product alone may be slower than those of a step. */
const reached = (net: Net, { times }: Contest): number[] =>
  networkWhats.flatMap((what) => Object.values(times[what]).map((ms) => workOf(net, what) / median(ms) / 1e6));

const workOf = (net: Net, what: What): number =>
  what === 'training' ? flops.step(net) : flops.sample(net, Number.parseInt(what, 10));

function row(net: Net, what: What, times: Times, limit: number): string[] {
  const share = (ms: number) => format(workOf(net, what) / ms / 1e6 / limit);
  const ours = median(times.ours!);
  const best = bestPeer(times);
  const products = median(times[productsName]!);
  // They are measured of MLPs alone.
  const own = [`${nameOf(net)}, ${what}`, format(ours), Number.isFinite(products) ? format(products) : ''];
  if (best === undefined) return [...own, '', 'none is here', '', share(ours), ''];
  const theirs = median(times[best]!);
  const ratio = median(times[best]!.map((ms, round) => ms / times.ours![round]!));
  return [...own, format(theirs), best, format(ratio), share(ours), share(theirs)];
}

/** Every contender's medians for a network. */
function everyPeer(net: Net, { times }: Contest): string[][] {
  const measured = Object.keys(times.training).filter((name) => Number.isFinite(median(times.training[name]!)));
  return measured.map((name) => [
    `${nameOf(net)}, ${name}`,
    ...networkWhats.map((what) => format(median(times[what][name]!))),
  ]);
}

function versionsOf(contests: readonly Contest[]): string {
  const all = contests.flatMap(({ versions }) => Object.entries(versions)).filter(([, version]) => version);
  const named = all.map(([name, version]) => `${name.split(',')[0]} ${version}`);
  return [...new Set(named)].join(', ');
}
