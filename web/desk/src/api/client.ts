import type { paths } from "@schema";
import createClient from "openapi-fetch";
import createQueryClient from "openapi-react-query";
import { Problem } from "./problem";

declare global {
  interface Window {
    /** Who is signed in, asked by scheme.js while this code was still coming. */
    askedEarly?: Promise<Response> | undefined;
  }
}

/** The answer to an early question is good for once; everything else goes out. */
function ask(request: Request): Promise<Response> {
  const early = window.askedEarly;
  if (early === undefined || !request.url.endsWith("/api/v1/me") || request.method !== "GET")
    return fetch(request);
  window.askedEarly = undefined;
  return early;
}

export const client = createClient<paths>({
  baseUrl: "",
  credentials: "same-origin",
  fetch: ask,
  // A header that no foreign form can send: the server asks for it on everything that changes something.
  headers: { "X-Sportello": "1" },
});

type Refusal = (problem: Problem) => void;
const listeners = new Set<Refusal>();

/** Told of every refusal, whichever call met it; the app answers 401 and the forced password change here. */
export function onRefusal(listener: Refusal): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function refused(problem: Problem): Problem {
  for (const listener of listeners) listener(problem);
  return problem;
}

client.use({
  async onResponse({ response }) {
    if (!response.ok) throw refused(await Problem.read(response));
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === "AbortError") return error;
    return error instanceof Problem ? error : Problem.unreachable(error);
  },
});

/** Typed hooks: `$api.useQuery("get", "/api/v1/…", { params })`. Errors are always a `Problem`. */
export const $api = createQueryClient(client);
