import { OptionDefaults } from 'typedoc';

/** What a union is told apart by, and the members of what one comment tells of all. */
const intentionallyNotDocumented = Object.entries({
  'kaleidoflow.Layer': ['kind', 'units', 'filters', 'size', 'stride', 'heads', 'shape', 'axes', 'start', 'with'],
  'kaleidoflow.Motion': ['kind', 'every', 'step', 'share', 'level'],
  'kaleidoflow.Scaling': ['scale', 'at', 'values', 'low', 'high', 'mean', 'reach'],
  'kaleidoflow.TimeForm': ['is'],
  'kaleidoflow.Known.attributes': ['rows'],
  'kaleidoflow.AttributeUnits.label': ['name', 'categories'],
  'kaleidoflow.Table.label': ['name', 'categories'],
  'kaleidoflow.TableOptions.copies': ['number', 'category'],
  'kaleidoflow/engine.adamScalars': ['rate', 'floor'],
  'kaleidoflow/web.CompiledWasm': [
    'WebAssembly',
    'WebAssembly.__type.Module',
    'WebAssembly.__type.Module.__type.prototype',
  ],
}).flatMap(([type, members]) => members.map((member) => `${type}.__type.${member}`));

/** Of the sources' doc comments, Markdown for the site: `npm run site`. */
export default {
  plugin: ['typedoc-plugin-markdown'],
  tsconfig: 'tsconfig.api.json',
  entryPoints: ['reference/**/*.ts'],
  out: 'api',
  entryFileName: 'index',
  hidePageHeader: true,
  readme: 'none',
  name: 'API',
  disableSources: true,
  blockTags: [...OptionDefaults.blockTags, '@ts-ignore'],
  excludeTags: [...OptionDefaults.excludeTags, '@ts-ignore'],
  intentionallyNotDocumented,
  // Helpers of types that say all themselves.
  intentionallyNotExported: [
    'Algorithm',
    'ValueOf',
    'Even',
    'Trained',
    'LibraryName',
    'Tensor',
    'LayersModel',
    'State',
    'BatchSettings',
    'Coefficients',
  ],
  packagesRequiringDocumentation: ['kaleidoflow'],
  treatWarningsAsErrors: true,
  validation: { notDocumented: true, invalidLink: true, notExported: true },
};
