/*
 * The one script on a host page: a round button in a shadow root, and a frame when it is pressed. Until then nothing
 * more is loaded, save when an earlier page left a conversation running: then the frame is loaded out of sight, so
 * that the badge lives. Takes from the page: `data-queue` (a queue's short name), `data-language`. Anything on the
 * page with `data-samtal-open` opens it too; its value may name a queue. `data-samtal-conversation` opens one conversation.
 */
import en from '../../locales/en/loader.ftl?raw';
import sv from '../../locales/sv/loader.ftl?raw';
import { drawing } from './drawing.ts';
import css from './loader.css?inline';
import { CONNECT, type ToHost, type ToWidget, type Wish } from './port.ts';

const RUNNING = 'samtal.running';

const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript : null;
if (script !== null) start(script);

function start(script: HTMLScriptElement): void {
  const server = new URL(script.src).origin;
  const language = script.dataset.language ?? (document.documentElement.lang || navigator.language);
  const words = wordsOf(language.toLowerCase().startsWith('en') ? en : sv);
  const { host, button, badge, sheet, icon } = draw(words);
  let frame: HTMLIFrameElement | null = null;
  let port: MessagePort | null = null;
  let shown = false;
  let wanted: Wish | null = null;
  let unread = 0;

  const tell = (message: ToWidget): void => port?.postMessage(message);
  const label = (): void => {
    const name = shown
      ? words.close
      : unread > 0
        ? words.unread?.replace('{ $count }', `${unread}`)
        : words.open;
    button.setAttribute('aria-label', name ?? '');
    button.setAttribute('aria-expanded', `${shown}`);
    badge.textContent = unread > 9 ? '9+' : `${unread}`;
    badge.hidden = unread === 0 || shown;
    icon(shown);
  };
  const load = (): void => {
    if (frame !== null) return;
    const address = new URL('/widget', server);
    if (script.dataset.queue) address.searchParams.set('queue', script.dataset.queue);
    if (script.dataset.language) address.searchParams.set('language', script.dataset.language);
    frame = document.createElement('iframe');
    frame.title = words.title ?? '';
    frame.allow = 'clipboard-write; autoplay';
    frame.src = address.href;
    frame.addEventListener('load', connect);
    sheet.append(frame);
  };
  const connect = (): void => {
    const channel = new MessageChannel();
    port?.close();
    port = channel.port1;
    port.onmessage = (e: MessageEvent<ToHost>) => hear(e.data);
    // To the server's origin only: had the frame gone elsewhere, the port would not follow.
    frame?.contentWindow?.postMessage(CONNECT, server, [channel.port2]);
    tell({ type: 'shown', shown });
    if (wanted !== null) tell(wanted);
    wanted = null;
  };
  const hear = (said: ToHost): void => {
    if (said.type === 'close') close();
    if (said.type === 'running') remember(said.running);
    if (said.type === 'unread') {
      unread = said.count;
      label();
    }
  };
  const open = (wish: Wish | null): void => {
    shown = true;
    sheet.hidden = false;
    if (wish !== null && port !== null) tell(wish);
    else wanted = wish;
    load();
    tell({ type: 'shown', shown });
    label();
    frame?.focus();
  };
  const close = (): void => {
    shown = false;
    sheet.hidden = true;
    tell({ type: 'shown', shown });
    label();
    button.focus();
  };

  button.addEventListener('click', () => (shown ? close() : open(null)));
  host.addEventListener('keydown', (e) => {
    if (e.key === 'Escape' && shown) close();
  });
  document.addEventListener('click', (e) => {
    const asked =
      e.target instanceof Element ? e.target.closest('[data-samtal-open], [data-samtal-conversation]') : null;
    if (asked !== null) open(wishOf(asked));
  });
  label();
  document.documentElement.append(host);
  if (remembered()) load();
}

function wishOf(asked: Element): Wish | null {
  const id = asked.getAttribute('data-samtal-conversation');
  const queue = asked.getAttribute('data-samtal-open');
  if (id) return { type: 'conversation', id };
  return queue ? { type: 'join', queue } : null;
}

type Words = Record<string, string | undefined>;

function draw(words: Words): {
  host: HTMLElement;
  button: HTMLButtonElement;
  badge: HTMLElement;
  sheet: HTMLElement;
  icon: (shown: boolean) => void;
} {
  const host = document.createElement('samtal-widget');
  // The page's rules reach the host element itself; an inline `!important` is what they can't outdo.
  host.style.setProperty('all', 'initial', 'important');
  host.style.setProperty('color-scheme', 'light dark', 'important');
  const root = host.attachShadow({ mode: 'open' });
  const style = new CSSStyleSheet();
  style.replaceSync(css);
  root.adoptedStyleSheets = [style];
  const button = document.createElement('button');
  button.type = 'button';
  const badge = document.createElement('span');
  badge.className = 'badge';
  const [speech, cross] = [drawing('speech'), drawing('cross')];
  button.append(speech, cross, badge);
  const sheet = document.createElement('div');
  sheet.className = 'sheet';
  sheet.hidden = true;
  sheet.setAttribute('role', 'dialog');
  sheet.setAttribute('aria-label', words.title ?? '');
  root.append(sheet, button);
  const icon = (shown: boolean): void => {
    speech.toggleAttribute('hidden', shown);
    cross.toggleAttribute('hidden', !shown);
  };
  return { host, button, badge, sheet, icon };
}

/** The loader's few words need no more of Fluent than `name = text`. */
function wordsOf(catalogue: string): Words {
  return Object.fromEntries(
    [...catalogue.matchAll(/^loader-([\w-]+) = (.+)$/gm)].map((found) => [found[1], found[2]]),
  );
}

function remembered(): boolean {
  try {
    return localStorage.getItem(RUNNING) === '1';
  } catch {
    return false;
  }
}

function remember(running: boolean): void {
  try {
    if (running) localStorage.setItem(RUNNING, '1');
    else localStorage.removeItem(RUNNING);
  } catch {
    // The host page's storage may be denied; the badge then waits until the sheet is opened.
  }
}
