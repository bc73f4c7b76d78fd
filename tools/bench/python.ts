import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const debian = '/usr/lib/x86_64-linux-gnu';
const libraries = ['openblas-openmp', 'openblas-pthread', 'blis-openmp', 'blis-pthread'].map(
  (name) => `${debian}/${name}/libblas.so.3`,
);

/** What the environment says of OpenBLAS. */
export const told = Object.keys(process.env).filter((name) => name.startsWith('OPENBLAS_'));

/** The interpreters that have a module, with its version: $PYTHON and `python3 -m venv .peers` are looked into too. */
export const pythonsWith = (module: string): { python: string; version: string }[] =>
  [process.env.PYTHON ?? '.peers/bin/python', 'python3', '/usr/bin/python3'].flatMap((python) => {
    const { status, stdout } = spawnSync(python, ['-c', `import ${module}; print(${module}.__version__)`], {
      encoding: 'utf8',
    });
    return status === 0 ? [{ python, version: stdout.trim() }] : [];
  });

/** The BLAS libraries here that PyTorch can be put on, the best first; '' where there is none but its own. */
export function blasLibraries(): string[] {
  const found = libraries.filter((path) => existsSync(path));
  // The plain reference BLAS takes seconds a step: it is not worth a try where there is another.
  return found.length > 0 ? found : [''];
}

/** An environment with this BLAS under PyTorch, which sees or does not see what ours says of OpenBLAS. */
export function torchEnvironment(blas: string, environment: boolean): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, ...(blas && { LD_PRELOAD: blas }) };
  if (!environment) for (const name of told) delete env[name];
  return env;
}
