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

  static of(error: unknown): Problem {
    if (error instanceof Problem) return error;
    return new Problem({ status: 0, code: "unreachable", title: String(error) });
  }
}
