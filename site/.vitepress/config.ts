import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { type DefaultTheme, defineConfig, type MarkdownRenderer } from 'vitepress';
import { isExample, lacking, nameOf, runnable } from '../examples.js';
import { isOutside, pages, placeOf, root, slug, sources } from '../pages.js';

const dist = join(root, 'dist');

/** The address of a page of the repository. */
const addressOf = (path: string): string =>
  path === 'docs/decisions'
    ? 'decisions.md'
    : path.replace(/^(site|docs)\//, '').replace(/^[A-Z_]+\.md$/, (name) => name.toLowerCase());

const titleOf = (page: string) => /^# (?:\d+\. )?(.*)$/m.exec(readFileSync(join(root, page), 'utf8'))![1]!;
const item = (page: string, text = titleOf(page)): DefaultTheme.SidebarItem => ({
  text,
  link: `/${addressOf(page).replace(/\.md$/, '')}`,
});
const group = (text: string, names: readonly string[]): DefaultTheme.SidebarItem => ({
  text,
  items: names.map((name) => item(name.includes('.') ? name : `docs/${name}.md`)),
});
const decisions = pages.filter((page) => page.startsWith('docs/decisions/'));

const inside = group('Inside', ['architecture', 'CONTRIBUTING.md', 'publishing', 'SECURITY.md', 'CHANGELOG.md']);
inside.items!.push({ text: 'Decisions', link: '/decisions' });

const sidebar: DefaultTheme.SidebarItem[] = [
  {
    text: 'Start',
    items: [
      item('README.md', 'Overview'),
      ...['guide', 'how-do-i', 'operators', 'recipes', 'cli'].map((name) => item(`docs/${name}.md`)),
    ],
  },
  group('Data', ['points', 'tables', 'colour']),
  group('Places', ['browsers', 'serve', 'cluster', 'engines', 'playground']),
  group('What came of it', ['paper', 'beyond', 'architectures', 'performance']),
  inside,
];

const modules = ['', '/engine', '/nats', '/networks', '/web'].map((name) => ({
  text: `kaleidoflow${name}`,
  link: `/api/kaleidoflow${name}/`,
}));
const ofModules: DefaultTheme.SidebarItem = { text: 'API', link: '/api/', items: modules };

/** What a module of the API reference has, by kind, as TypeDoc wrote it. */
const ofModule = (link: string): DefaultTheme.SidebarItem[] =>
  ['functions', 'classes', 'interfaces', 'type-aliases', 'variables']
    .filter((kind) => existsSync(join(root, 'site', link, kind)))
    .map((kind) => ({
      text: kind.replace('-', ' '),
      items: readdirSync(join(root, 'site', link, kind))
        .map((file) => file.replace(/\.md$/, ''))
        .map((text) => ({ text, link: `${link}${kind}/${text}` })),
    }));

/** Links between files of the repository lead to their pages, or to a page with what is in the file. */
function links(md: MarkdownRenderer): void {
  md.core.ruler.push('links of the repository', ({ tokens, env }) => {
    const file = env.realPath ?? env.path;
    if (!file) return;
    const page = posix.relative(root.replaceAll('\\', '/'), file.replaceAll('\\', '/'));
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const link = token.type === 'link_open' && token.attrGet('href');
      if (!link || isOutside(link) || /^[#/]/.test(link) || page.startsWith('site/')) continue;
      const { path, heading } = placeOf(page, link);
      const address = sources.includes(path) && path !== 'docs/decisions' ? `source/${path}` : addressOf(path);
      token.attrSet('href', `/${address.replace(/\.md$/, '')}${heading ? `#${heading}` : ''}`);
    }
  });
}

/** Under each example, a button that runs it, or what it needs. */
function buttons(md: MarkdownRenderer): void {
  const fence = md.renderer.rules.fence!;
  md.renderer.rules.fence = (tokens, at, ...rest) => {
    const { info, content } = tokens[at]!;
    const block = fence(tokens, at, ...rest);
    if (info.trim() !== 'ts' || !isExample(content)) return block;
    const needs = lacking(content);
    return needs
      ? `${block}<p class="needs">Runs in Node, with ${needs}.</p>\n`
      : `${block}<run-example name="${nameOf(content)}"></run-example>\n`;
  };
}

export default defineConfig({
  title: 'kaleidoflow',
  description:
    'Generative Kaleidoscopic Networks as streams: train a manifold, iterate it on noise, and pipe the samples anywhere.',
  lang: 'en',
  srcDir: '..',
  srcExclude: ['site/reference/**', '{cli,docs/figures,examples,operators,playground,src,test,tools,.github}/**'],
  rewrites: addressOf,
  outDir: join(dist, 'site'),
  cacheDir: join(dist, 'site-cache'),
  ignoreDeadLinks: ['/playground/index'],
  head: [
    [
      'link',
      {
        rel: 'icon',
        href: "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M8 0l8 8-8 8-8-8z' fill='%232a41d8'/%3E%3Cpath d='M8 0v16L0 8z' fill='%23e0563c'/%3E%3C/svg%3E",
      },
    ],
  ],
  markdown: {
    anchor: { slugify: slug },
    languageAlias: { cjs: 'js', conf: 'nginx' },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config(md) {
      links(md);
      buttons(md);
    },
  },
  vue: { template: { compilerOptions: { isCustomElement: (tag) => ['live-digits', 'run-example'].includes(tag) } } },
  vite: {
    plugins: [runnable],
    optimizeDeps: { entries: ['site/.vitepress/theme/*.ts'], exclude: ['onnxruntime-web'] },
    resolve: {
      alias: [
        { find: /^kaleidoflow$/, replacement: join(dist, 'operators/index.js') },
        { find: /^kaleidoflow\/ix$/, replacement: join(dist, 'operators/ix/index.js') },
        { find: 'kaleidoflow/networks', replacement: join(dist, 'src/networks/index.js') },
        { find: 'kaleidoflow/worker.js', replacement: join(dist, 'src/platform/web/kaleidoflow/worker.js') },
      ],
    },
    build: { target: 'es2022', chunkSizeWarningLimit: 1_000 },
  },
  buildEnd({ outDir }) {
    cpSync(process.env.PLAYGROUND ?? join(dist, 'playground'), join(outDir, 'playground'), { recursive: true });
  },
  themeConfig: {
    search: {
      provider: 'local',
      options: {
        // Words are told of in pages, and only named in the reference.
        miniSearch: { searchOptions: { boostDocument: (id: string) => (id.includes('/api/') ? 0.2 : 1) } },
      },
    },
    outline: { level: [2, 3] },
    nav: [
      { text: 'Guide', link: '/guide' },
      { text: 'How do I …', link: '/how-do-i' },
      { text: 'Recipes', link: '/recipes' },
      { text: 'API', link: '/api/' },
      { text: 'Playground', link: '/playground/index.html', target: '_self' },
    ],
    sidebar: {
      ...Object.fromEntries(modules.map(({ link }) => [link, [ofModules, ...ofModule(link)]])),
      '/api/': [ofModules],
      '/decisions': [
        inside,
        { text: 'Decisions', items: decisions.map((page) => item(page, `${/\d+/.exec(page)![0]} ${titleOf(page)}`)) },
      ],
      '/': sidebar,
    },
  },
});
