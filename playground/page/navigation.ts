/** Goes to a part of the page without a word in the address, where the settings stand. */
export function openNavigation(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('nav a'))
    link.addEventListener('click', (event) => {
      event.preventDefault();
      const heading = document.getElementById(`${link.hash.slice(1)}-title`)!;
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      heading.scrollIntoView({ block: 'start' });
    });
}
