import '../../dist/src/platform/web/kaleidoflow/webgpu-worker.js';

/** What is changed here of an interface that TypeScript describes for browsers only. */
declare const GPUAdapter: { prototype: { requestDevice(this: object, descriptor: object): Promise<Device> } };
declare const GPUDevice: { prototype: { createBuffer(this: object, descriptor: object): Buffer } };

interface Device {
  destroy(): void;
}

interface Buffer {
  readonly size: number;
  destroy(): void;
}

let device: Device | undefined;
/** What is held of it. */
const held = new Set<Buffer>();

const { requestDevice } = GPUAdapter.prototype;
GPUAdapter.prototype.requestDevice = async function (descriptor) {
  device = await requestDevice.call(this, descriptor);
  return device;
};

const { createBuffer } = GPUDevice.prototype;
GPUDevice.prototype.createBuffer = function (descriptor) {
  const buffer = createBuffer.call(this, descriptor);
  const destroy = buffer.destroy.bind(buffer);
  held.add(buffer);
  buffer.destroy = () => {
    held.delete(buffer);
    destroy();
  };
  return buffer;
};

const channel = new BroadcastChannel('gpu');
channel.onmessage = (event) => {
  const { data } = event as { data: 'count' | 'lose' };
  if (data === 'lose') device?.destroy();
  else channel.postMessage({ buffers: held.size, bytes: [...held].reduce((sum, { size }) => sum + size, 0) });
};
