/** How Chromium, Firefox and Safari say that the code of a page did not arrive. */
const unfetched = /dynamically imported module|importing a module script/i;
/** A status that no answer has: nothing was asked of the server. */
const NO_ANSWER_ASKED = -1;

/** What the server (or the network) refused, as one typed error; `code` is stable and has its own words. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string | null;
  /** Members beyond RFC 9457's own, such as `assignee` of `already_taken`. */
  readonly more: Readonly<Record<string, unknown>>;

  constructor(body: {
    status: number;
    code: string;
    title: string;
    detail?: string | null;
    more?: Record<string, unknown>;
  }) {
    super(body.title);
    this.name = "Problem";
    this.status = body.status;
    this.code = body.code;
    this.detail = body.detail ?? null;
    this.more = body.more ?? {};
  }

  /** Worth trying again unchanged: nobody said no, nobody could be reached or the server stumbled. */
  get passing(): boolean {
    return this.status === 0 || this.status >= 500 || this.status === 429;
  }

  /** Nothing is at this address: it is gone, never was, or is no address at all. */
  get missing(): boolean {
    if (this.status === 404) return true;
    const errors = Array.isArray(this.more.errors) ? (this.more.errors as { loc?: unknown[] }[]) : [];
    return this.code === "malformed" && errors.length > 0 && errors.every(({ loc }) => loc?.[0] === "path");
  }

  static async read(response: Response): Promise<Problem> {
    const body: unknown = await response.json().catch(() => null);
    const more: Record<string, unknown> = typeof body === "object" && body !== null ? { ...body } : {};
    const wait = Number(response.headers.get("Retry-After"));
    if (wait > 0) more.retry_after = wait;
    const text = (name: string) => (typeof more[name] === "string" ? (more[name] as string) : null);
    return new Problem({
      status: response.status,
      code: text("code") ?? (response.status >= 500 ? "server_error" : "refused"),
      title: text("title") ?? response.statusText,
      detail: text("detail"),
      more,
    });
  }

  /** Nobody answered. */
  static unreachable(error: unknown): Problem {
    return new Problem({ status: 0, code: "unreachable", title: String(error) });
  }

  /** What a screen met: a problem, a page of ours that could not be fetched, or a mistake of our own. */
  static of(error: unknown): Problem {
    if (error instanceof Problem) return error;
    if (unfetched.test(String(error))) return Problem.unreachable(error);
    return new Problem({ status: NO_ANSWER_ASKED, code: "unknown", title: String(error) });
  }
}
