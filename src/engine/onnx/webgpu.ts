import type { InferenceSession, Tensor } from 'onnxruntime-common';
import { copyGraph } from './graph/copy.js';
import type { Recurrence, Runtime, Tensors } from './session.js';
import { copying, type OnnxRuntimeWeb, openWith, tensorOf } from './webassembly.js';

/** What is used of `onnxruntime-web/webgpu`, or of `onnxruntime-node`, which does not show its device. */
interface OnnxRuntimeWebGpu extends OnnxRuntimeWeb {
  readonly env: { readonly webgpu: { readonly device?: Promise<Device> } };
}

interface Device {
  readonly lost: Promise<{ readonly message: string }>;
}

type Values = Readonly<Record<string, Tensor>>;
type Open = (model: Uint8Array) => Promise<InferenceSession>;

const executionProviders = ['webgpu'] as const;

/** The runtime of WebGPU, which one thing is asked of at a time. What a recurrence goes on from stays in the GPU's memory. */
export function webGpu(ort: OnnxRuntimeWebGpu): Runtime {
  const { unlessLost, watch } = watching();

  async function open(model: Uint8Array, options: InferenceSession.SessionOptions = {}): Promise<InferenceSession> {
    const session = await openWith(ort, model, { executionProviders, ...options });
    watch(await ort.env.webgpu.device);
    return session;
  }

  return {
    engine: 'webgpu',
    tensor: tensorOf(ort),
    async open(model) {
      const { run, release } = copying(await open(model));
      return { run: (feeds, fetches) => unlessLost(() => run(feeds, fetches)), release };
    },
    async openRecurrence(model, start) {
      const session = await open(model, { preferredOutputLocation: 'gpu-buffer' });
      const { run, read, release } = recurrence(session, start, open);
      return { run: (feeds) => unlessLost(() => run(feeds)), read: (names) => unlessLost(() => read(names)), release };
    },
  };
}

function recurrence(session: InferenceSession, start: Tensors, open: Open): Recurrence {
  const names = Object.keys(start);
  let state: Values = {};
  let given = Object.fromEntries(names.map((name) => [`next.${name}`, start[name] as Tensor]));
  const copies = new Map<string, InferenceSession>();

  /** Copies out of the GPU's memory: onnxruntime-node reads no tensor there, but gives what a graph gives. */
  async function copied(tensors: Values): Promise<Values> {
    const key = Object.keys(tensors).join();
    const session = copies.get(key) ?? (await open(copyGraph(tensors)));
    copies.set(key, session);
    return session.run(tensors);
  }

  return {
    async run(feeds) {
      const former = state;
      state = Object.fromEntries(names.map((name) => [name, given[`next.${name}`]!]));
      const kept = new Set(Object.values(state));
      for (const tensor of [...Object.values(former), ...Object.values(given)]) if (!kept.has(tensor)) tensor.dispose();
      given = await session.run({ ...(feeds as Values), ...state });
    },
    async read(names) {
      const found = await copied(Object.fromEntries(names.map((name) => [name, state[name] ?? given[name]!])));
      return names.map((name) => (found[`copy.${name}`]!.data as Float32Array<ArrayBuffer>).slice());
    },
    async release() {
      // After a run that has failed, the same tensors are in both.
      for (const tensor of new Set([...Object.values(state), ...Object.values(given)])) tensor.dispose();
      for (const each of [session, ...copies.values()]) await each.release();
    },
  };
}

/** What is under way when the GPU is lost would never end, so it fails, and so does all that is asked afterwards. */
function watching() {
  let loss: Error | undefined;
  let fail = (_: Error): void => {};
  return {
    watch(device: Device | undefined): void {
      void device?.lost.then(({ message }) => {
        loss = new Error(`the GPU was lost: ${message}`);
        fail(loss);
      });
    },
    unlessLost<T>(work: () => Promise<T>): Promise<T> {
      return new Promise((resolve, reject) => {
        if (loss) return reject(loss);
        fail = reject;
        // What fails because the GPU was lost may say so in words of its own, just before it is known.
        work().then(resolve, (error) => setTimeout(() => reject(error), 100));
      });
    },
  };
}
