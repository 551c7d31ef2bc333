/** The HTTP side of the server: what isn't pushed, and what is too big for a frame. */
import type { FormRefusal } from '../protocol/FormRefusal.ts';
import type { WireError } from '../protocol/WireError.ts';
import type { Failure, Outcome } from './socket.ts';

/** As whom: a visitor by token, staff by the cookie that the browser sends itself. */
export type Authority = { kind: 'visitor'; token: string } | { kind: 'cookie' };

const ANSWER_WITHIN_MS = 20_000;

export function authorization(authority: Authority): Record<string, string> {
  return authority.kind === 'visitor' ? { Authorization: `Bearer ${authority.token}` } : {};
}

/** One call with JSON both ways; an empty answer gives null. With `stays` it goes on when the page is left: for 64 KiB at most. */
export async function call<T>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  authority: Authority,
  body?: unknown,
  stays = false,
): Promise<Outcome<T>> {
  const text = body === undefined ? null : JSON.stringify(body);
  const answer = await reach(path, {
    method,
    headers: {
      ...authorization(authority),
      ...(text === null ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(text === null ? {} : { body: text }),
    keepalive: stays,
  });
  if (!answer.ok) return answer;
  const said = await answer.value.text();
  return { ok: true, value: (said === '' ? null : JSON.parse(said)) as T };
}

/** Sends a file and reads the JSON that is answered. */
export async function send<T>(
  path: string,
  authority: Authority,
  body: Blob,
  type: string,
): Promise<Outcome<T>> {
  const answer = await reach(path, {
    method: 'POST',
    headers: { ...authorization(authority), 'Content-Type': type },
    body,
  });
  return answer.ok ? { ok: true, value: (await answer.value.json()) as T } : answer;
}

/** Fetches a file into the page, as an address only this page can read. The caller revokes it. */
export async function fetchBlob(path: string, authority: Authority): Promise<Outcome<Blob>> {
  const answer = await reach(path, { headers: authorization(authority) });
  return answer.ok ? { ok: true, value: await answer.value.blob() } : answer;
}

/** Fetches a file and lets the browser save it under `name`. */
export async function saveFile(path: string, name: string, authority: Authority): Promise<Outcome<null>> {
  const fetched = await fetchBlob(path, authority);
  if (!fetched.ok) return fetched;
  const address = URL.createObjectURL(fetched.value);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken hold of it by the next turn; later is only kinder.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return { ok: true, value: null };
}

/** What the server said was wrong; by the status when it said nothing we know. */
export function failureOf(status: number, text: string): Failure {
  try {
    const error = JSON.parse(text) as Partial<WireError> & Partial<FormRefusal>;
    if (Array.isArray(error.faults)) {
      return { code: 'invalid', message: '', retryAfterMs: 0, faults: error.faults };
    }
    if (typeof error.code === 'string') {
      return { code: error.code, message: error.message ?? '', retryAfterMs: error.retry_after_ms ?? 0 };
    }
  } catch {
    // Not ours: a proxy's page.
  }
  if (status === 413) return { code: 'too_large', message: '', retryAfterMs: 0 };
  return { code: status >= 500 ? 'unavailable' : 'invalid', message: `status ${status}`, retryAfterMs: 0 };
}

async function reach(path: string, request: RequestInit): Promise<Outcome<Response>> {
  try {
    const answer = await fetch(path, {
      ...request,
      credentials: 'same-origin',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    return answer.ok
      ? { ok: true, value: answer }
      : { ok: false, failure: failureOf(answer.status, await answer.text()) };
  } catch (error) {
    return { ok: false, failure: { code: 'disconnected', message: String(error), retryAfterMs: 0 } };
  }
}
