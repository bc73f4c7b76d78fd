import { it } from 'vitest';
import { obeyTheLaws } from './compliance.js';
import { layersOn, onEngine } from './engine-subjects.js';
import { lacking } from './engines.js';

// Where there is no GPU, the long project brings one in software.
const lacks = lacking.find(({ name }) => name === 'webgpu');
if (lacks) it('webgpu, in Node', ({ skip }) => skip(`skipped: ${lacks.reason}`));
else obeyTheLaws([...onEngine('webgpu'), ...layersOn('webgpu')], {});
