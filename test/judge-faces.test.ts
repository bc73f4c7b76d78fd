import { firstValueFrom } from 'rxjs';
import { expect, it } from 'vitest';

const avatars = await import('../dist/examples/avatars.js').catch((error: Error) => error.message);

it('the judge of faces names nine of ten attributes of faces that are held out, and more', async ({ skip }) => {
  if (typeof avatars === 'string') return skip(`skipped: ${avatars}`);
  const { faceJudge } = await import('../dist/tools/judge/faces/judge.js');
  const faces = await firstValueFrom(avatars.fromAvatars(500, { from: 10_000 }));
  const said = await (await faceJudge()).name(faces);
  for (const name of avatars.attributes) {
    const right = said.filter((row, i) => row[name] === faces.attributes[i]![name]).length / faces.count;
    expect(right, name).toBeGreaterThan(0.9);
  }
});
