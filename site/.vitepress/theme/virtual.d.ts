declare module 'virtual:examples' {
  import type { OperatorFunction } from 'rxjs';

  type ToFile = (path: string) => OperatorFunction<Uint8Array<ArrayBuffer>, { path: string; bytes: number }>;
  type Example = (console: { log(...values: unknown[]): void }, toFile: ToFile) => Promise<void>;
  const examples: Readonly<Record<string, () => Promise<{ default: Example }>>>;
  export default examples;
}
