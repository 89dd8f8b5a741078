/** Calls to the server: one way out, refusals as values, and knowing whether the server can be reached. */

import { changed } from "./bus";
import { base, key } from "./options";
import { read } from "./storage";

/** What `call` and `send` throw. */
export interface Refusal {
  /** 0: no answer at all. */
  status: number;
  code?: string;
  detail?: string;
  /** Milliseconds to wait, where the server said so. */
  after?: number;
  /** The same request may succeed later. */
  passing: boolean;
}

let misses = 0;
/** Two misses in a row: one is a hiccup. */
export const unreachable = (): boolean => misses > 1 || !navigator.onLine;

const noted = (ok: boolean): void => {
  misses = ok ? 0 : misses + 1;
  changed();
};

/** What a server's no means, or that there was no answer at all (0); `pause` is its Retry-After. */
export function refusal(status: number, said: object, pause: string | null): Refusal {
  const up = status > 0 && status < 500;
  noted(up);
  return { ...said, status, after: (pause as unknown as number) * 1000, passing: !up || status === 429 };
}

export async function send(
  path: string,
  {
    body,
    method,
    signal,
    headers,
  }: { body?: unknown; method?: string | undefined; signal: AbortSignal; headers?: object },
): Promise<Response> {
  const token = read<string>("token");
  const response = await fetch(`${base}api/v1/widget/${path}`, {
    method: method ?? (body ? "POST" : "GET"),
    signal,
    headers: {
      "Content-Type": "application/json",
      "X-Sportello-Key": key,
      ...(token && { Authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify(body),
  }).catch(() => Response.error());
  const { ok, status } = response;
  if (!ok) throw refusal(status, await response.json().catch(() => {}), response.headers.get("Retry-After"));
  noted(true);
  return response;
}

/** GET without a body, POST with one; 20 s at most. */
export async function call<T>(path: string, body?: unknown, method?: string): Promise<T> {
  const response = await send(path, { body, method, signal: AbortSignal.timeout(20_000) });
  return response.status === 204 ? (undefined as T) : await response.json();
}
