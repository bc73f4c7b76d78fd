import { currentAssets } from './assets.js';
import { workers } from './workers.js';

/** What WebGPU lacks here; undefined where it can be used. */
export async function lacksWebgpu(): Promise<string | undefined> {
  if (!workers.webgpu && !currentAssets().webgpuWorker) return "`import 'kaleidoflow/webgpu'` brings its worker";
  if (!isSecureContext) return 'WebGPU needs https or localhost';
  if (!('gpu' in navigator)) return 'this browser has no WebGPU (navigator.gpu)';
  return (await navigator.gpu.requestAdapter()) ? undefined : 'this browser has WebGPU, but no GPU adapter for it';
}
