/* Whose page it is, as the server wrote it in the page's head. */

/** The organisation's name. */
export function organisation(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="application-name"]')?.content ?? '';
}

/** Whether it is the invented business that shows how Samtal works. */
export function isInvented(): boolean {
  return document.body.dataset.invented === 'true';
}
