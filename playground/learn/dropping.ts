import { announce, complain } from '../page/announce.js';
import { button, part, the } from '../page/dom.js';
import type { Store } from '../settings/store.js';
import { droppedFiles, keepPictures, keptPictures } from './pictures.js';

/** Pictures that are dropped on the page, or chosen, are kept and learned. */
export function openDropping(store: Store, learn: () => void): void {
  const files = the('files', HTMLInputElement);

  const take = async (chosen: readonly File[]) => {
    try {
      const count = await keepPictures(chosen);
      if (count === 0) return complain('None of these files is a picture.');
      if (store.now.subject !== 'pictures') store.choose('pictures');
      show(count);
      announce(`${count} pictures are here.`);
      setTimeout(learn);
    } catch (error) {
      complain(error);
    }
  };

  button('choose').addEventListener('click', () => files.click());
  files.addEventListener('change', () => void take(Array.from(files.files ?? [])));
  const dragged = (event: DragEvent, over: boolean) => {
    event.preventDefault();
    document.body.classList.toggle('dropping', over);
  };
  addEventListener('dragover', (event) => dragged(event, true));
  addEventListener('dragleave', (event) => dragged(event, false));
  addEventListener('drop', async (event) => {
    dragged(event, false);
    if (event.dataTransfer) await take(await droppedFiles(event.dataTransfer));
  });
  void keptPictures().then(({ length }) => show(length), complain);
}

function show(count: number): void {
  part('pictures').textContent =
    count === 0 ? 'None are here yet.' : `${count} ${count === 1 ? 'is' : 'are'} here, and stay in this browser.`;
  part('invitation').hidden = count > 0;
}
