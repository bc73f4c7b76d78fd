import type { InferenceSession, Tensor } from 'onnxruntime-common';
import type { Recurrence, Runtime, Tensors } from './session.js';
import { copying, type OnnxRuntimeWeb, openWith, tensorOf } from './webassembly.js';

/** What is used of `onnxruntime-web/webgpu`. */
interface OnnxRuntimeWebGpu extends OnnxRuntimeWeb {
  readonly env: { readonly webgpu: { readonly device: Promise<Device> } };
}

interface Device {
  readonly lost: Promise<{ readonly message: string }>;
}

type Values = Readonly<Record<string, Tensor>>;

const executionProviders = ['webgpu'] as const;

/** The runtime of WebGPU, which one thing is asked of at a time. What a recurrence goes on from stays in the GPU's memory. */
export function webGpu(web: OnnxRuntimeWebGpu): Runtime {
  const { unlessLost, watch } = watching();

  async function open(model: Uint8Array, options: InferenceSession.SessionOptions = {}): Promise<InferenceSession> {
    const session = await openWith(web, model, { executionProviders, ...options });
    watch(await web.env.webgpu.device);
    return session;
  }

  return {
    engine: 'webgpu',
    tensor: tensorOf(web),
    async open(model) {
      const { run, release } = copying(await open(model));
      return { run: (feeds, fetches) => unlessLost(() => run(feeds, fetches)), release };
    },
    async openRecurrence(model, start) {
      const { run, read, release } = recurrence(await open(model, { preferredOutputLocation: 'gpu-buffer' }), start);
      return { run: (feeds) => unlessLost(() => run(feeds)), read: (names) => unlessLost(() => read(names)), release };
    },
  };
}

function recurrence(session: InferenceSession, start: Tensors): Recurrence {
  const names = Object.keys(start);
  let state: Values = {};
  let given = Object.fromEntries(names.map((name) => [`next.${name}`, start[name] as Tensor]));
  return {
    async run(feeds) {
      const former = state;
      state = Object.fromEntries(names.map((name) => [name, given[`next.${name}`]!]));
      const kept = new Set(Object.values(state));
      for (const tensor of [...Object.values(former), ...Object.values(given)]) if (!kept.has(tensor)) tensor.dispose();
      given = await session.run({ ...(feeds as Values), ...state });
    },
    async read(names) {
      const tensors = names.map((name) => state[name] ?? given[name]!);
      const values = await Promise.all(tensors.map((tensor) => tensor.getData()));
      return (values as Float32Array<ArrayBuffer>[]).map((each) => each.slice());
    },
    release: () => session.release(),
  };
}

/** What is under way when the GPU is lost would never end, so it fails, and so does all that is asked afterwards. */
function watching() {
  let loss: Error | undefined;
  let fail = (_: Error): void => {};
  return {
    watch({ lost }: Device): void {
      void lost.then(({ message }) => {
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
