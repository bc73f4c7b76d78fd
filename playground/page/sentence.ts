import type { Field, NumberField } from '../settings/fields.js';
import { fields, type Name, type Settings } from '../settings/settings.js';
import type { Store } from '../settings/store.js';
import { marked } from './dom.js';

type Control = HTMLInputElement | HTMLSelectElement;

/** Joins the settings with the controls in the page's sentences: each is named after its setting by `data-field`. */
export function bindSentences(store: Store): void {
  const controls = marked<Control>('field').map(([control, name]) => [control, name as Name] as const);
  for (const [control, name] of controls) {
    const field = fields[name] as Field<unknown>;
    if (isNumber(field) && control instanceof HTMLInputElement) {
      control.inputMode = field.step === 1 ? 'numeric' : 'decimal';
      Object.assign(control, { min: String(field.min), max: String(field.max), step: String(field.step) });
      scrub(control, field);
    }
    control.addEventListener('change', () => {
      const value = field.read(nearest(control.value, field));
      if (value === undefined || !sameKind(name, value, store.now)) show(control, store.now, name);
      else if (name === 'subject') store.choose(value as Settings['subject']);
      else store.set({ [name]: value });
    });
  }
  store.settings$.subscribe((settings) => {
    for (const [control, name] of controls) show(control, settings, name);
    document.body.dataset.subject = settings.subject;
    document.body.dataset.motion = settings.motion;
  });
}

function show(control: Control, settings: Settings, name: Name): void {
  const field = fields[name] as Field<unknown>;
  const text = field.write(settings[name]);
  if (control.value !== text) control.value = text;
  if (control instanceof HTMLInputElement) fit(control);
}

/** Makes a control as wide as what stands in it. Points and blanks are narrower than digits. */
function fit(control: HTMLInputElement): void {
  const narrow = control.value.match(/[.,\s]/g)?.length ?? 0;
  control.style.setProperty('--letters', String(control.value.length - narrow / 2.5));
}

/** What was typed, brought inside what is allowed. */
function nearest(text: string, field: Field<unknown>): string {
  if (!isNumber(field) || text.trim() === '' || !Number.isFinite(Number(text))) return text;
  return plain(Math.max(field.min, Math.min(field.max, Number(text))), field.step);
}

const plain = (value: number, step: number): string => String(Number(value.toFixed(step === 1 ? 0 : 5)));

const isNumber = (field: Field<unknown>): field is NumberField => 'step' in field;

const sameKind = (name: Name, value: unknown, { points }: Settings): boolean =>
  name !== 'points' || (value as Settings['points'])[0]!.length === points[0]!.length;

/** A number can be drawn to the left and to the right. */
function scrub(control: HTMLInputElement, field: NumberField): void {
  let from: { readonly x: number; readonly value: number } | undefined;
  const stride = (field.max - field.min) / field.step > 200 ? Math.max(field.step, field.fallback / 50) : field.step;
  control.addEventListener('pointerdown', ({ clientX, button }) => {
    if (button === 0 && document.activeElement !== control) from = { x: clientX, value: Number(control.value) };
  });
  control.addEventListener('pointermove', (event) => {
    if (!from || event.buttons !== 1) return;
    const moved = Math.trunc((event.clientX - from.x) / 6);
    if (moved === 0 && !control.hasPointerCapture(event.pointerId)) return;
    control.setPointerCapture(event.pointerId);
    const value = Math.max(field.min, Math.min(field.max, from.value + moved * stride));
    control.value = plain(Math.round(value / field.step) * field.step, field.step);
    fit(control);
  });
  const end = () => {
    if (from && Number(control.value) !== from.value) control.dispatchEvent(new Event('change'));
    from = undefined;
  };
  control.addEventListener('pointerup', end);
  control.addEventListener('pointercancel', end);
}
