/**
 * Builds @tensorflow/tfjs-node's binding for this machine and this Node.js, against TensorFlow's own library as PyPI's
 * `tensorflow-cpu` has it. The package's install script would fetch a library of 2022 from elsewhere, and has no binary for
 * newer versions of Node.js. It needs Python with pip, and a C++ compiler; the download has some 270 MB.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const run = (command: string, ...args: string[]) => execFileSync(command, args, { stdio: 'inherit' });

const python = ['python3', 'python'].find((name) => {
  try {
    execFileSync(name, ['-m', 'pip', '--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});
if (!python) throw new Error('TensorFlow comes from PyPI: this needs Python with pip, and there is none');

const name = '@tensorflow/tfjs-node';
const manifest = `${name}/package.json`;
try {
  require.resolve(manifest);
} catch {
  // npm has taken the package away again where its script found no binary
  run('npm', 'install', '--no-save', '--no-audit', '--ignore-scripts', `${name}@4`);
}
const place = dirname(require.resolve(manifest));
const { binary } = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'));
const napi = String(Math.max(...binary.napi_versions));
const deps = join(place, 'deps');
const download = mkdtempSync(join(tmpdir(), 'kaleidoflow-tensorflow-'));
try {
  run(python, '-m', 'pip', 'download', '--no-deps', '--only-binary', ':all:', '-d', download, 'tensorflow-cpu');
  const [wheel] = readdirSync(download);
  run(python, '-m', 'zipfile', '-e', join(download, wheel!), download);
  const tensorflow = join(download, 'tensorflow');
  rmSync(deps, { recursive: true, force: true });
  mkdirSync(join(deps, 'lib'), { recursive: true });
  cpSync(join(tensorflow, 'include'), join(deps, 'include'), { recursive: true });
  for (const [name, alias] of [
    ['libtensorflow_cc.so.2', 'libtensorflow.so'],
    ['libtensorflow_framework.so.2', 'libtensorflow_framework.so'],
  ] as const) {
    cpSync(join(tensorflow, name), join(deps, 'lib', name));
    symlinkSync(name, join(deps, 'lib', alias));
  }
} finally {
  rmSync(download, { recursive: true, force: true });
}

const headers = join(dirname(process.execPath), '..');
execFileSync(
  'npx',
  [
    ...['--yes', 'node-gyp@12', 'rebuild', '--module_name=tfjs_binding', `--napi_build_version=${napi}`],
    `--module_path=${join(place, 'lib', `napi-v${napi}`)}`,
    ...(existsSync(join(headers, 'include/node/node_api.h')) ? [`--nodedir=${headers}`] : []),
  ],
  { stdio: 'inherit', cwd: place },
);
run(process.execPath, '-e', `require('${name}').ones([2]).print()`);
