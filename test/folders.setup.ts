import { afterAll } from 'vitest';
import { removeFolders } from './folder.js';

afterAll(removeFolders);
