import { fromImages, type ImagesOptions } from 'kaleidoflow';
import { firstValueFrom } from 'rxjs';

/** What a page makes of a picture: its values times 255, or what it says. */
async function read(base64: string, options: ImagesOptions): Promise<number[] | string> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  try {
    const { values } = await firstValueFrom(fromImages(new Blob([bytes]), { ...options, range: [0, 1] }));
    return Array.from(values, (value) => 255 * value);
  } catch (error) {
    return (error as Error).message;
  }
}

Object.assign(globalThis, { bench: { read } });
