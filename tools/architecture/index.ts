import { writeFileSync } from 'node:fs';
import { rasterize } from '../figures/svg.js';
import { arrowsOf, filesIn, importsIn } from './imports.js';
import { picture } from './picture.js';
import { roomOf, rooms } from './rooms.js';

const inRooms = filesIn('.').map(roomOf);
const counts = new Map(rooms.map(({ name }) => [name, inRooms.filter((room) => room === name).length]));
writeFileSync('docs/figures/architecture.png', rasterize(picture(arrowsOf(importsIn('.')), counts), 1.75).asPng());
