import { sourcePage, sources } from '../pages.js';

export default { paths: () => sources.map((path) => ({ params: { path }, content: sourcePage(path) })) };
