/** What WebGPU lacks here; undefined where it can be used. */
export async function lacksWebgpu(): Promise<string | undefined> {
  if (!isSecureContext) return 'WebGPU needs https or localhost';
  if (!('gpu' in navigator)) return 'this browser has no WebGPU (navigator.gpu)';
  return (await navigator.gpu.requestAdapter()) ? undefined : 'this browser has WebGPU, but no GPU adapter for it';
}
