/**
 * What every platform has beside the language itself, as far as it is used here. The core is compiled with these
 * declarations alone, so that whatever else it asked of Node or of browsers would not compile.
 */

interface AbortSignal {
  readonly aborted: boolean;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { signal?: AbortSignal }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
declare const AbortSignal: { new (): AbortSignal };

interface AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}
declare const AbortController: { new (): AbortController };

interface DOMException extends Error {}
declare const DOMException: { new (message: string, name: string): DOMException };

interface Blob {
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}
declare const Blob: { new (): Blob };

declare const TextEncoder: { new (): { encode(text: string): Uint8Array<ArrayBuffer> } };
declare const TextDecoder: {
  new (
    label: 'utf-8' | 'latin1',
    options: { fatal: boolean; ignoreBOM?: boolean },
  ): { decode(bytes: Uint8Array): string };
};

declare const performance: { now(): number };
declare const console: { warn(message: string): void };
declare function atob(base64: string): string;
declare function setTimeout(callback: () => void, milliseconds: number): unknown;
declare function clearTimeout(timer: unknown): void;
