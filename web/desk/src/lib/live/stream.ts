import { Problem } from "@/api/problem";

export type StreamStatus = "connecting" | "live" | "waiting" | "paused";

interface Watch {
  /** Asked anew for each connection. */
  url: () => string;
  onEvent: (event: string, data: unknown) => void;
  onStatus: (status: StreamStatus) => void;
  /** A refusal that trying again will not mend (401, 403, 404). */
  onRefused: (problem: Problem) => void;
}

/** The server pings every 15 s: silence of 40 s is a dead line, whatever the socket says. */
const silence = 40_000;
const longestWait = 30_000;
/** A tab hidden this long gives its connection back; a glance at another tab does not. */
const hiddenBeforePause = 30_000;

/** Splits a stream's text into server-sent events; keeps the unfinished rest between chunks. */
export function eventParser(onEvent: (event: string, data: unknown) => void): (text: string) => void {
  let rest = "";
  return (text) => {
    rest += text;
    const blocks = rest.split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      let name = "message";
      const data: string[] = [];
      for (const line of block.split(/\r?\n/)) {
        if (line.startsWith("event:")) name = line.slice(6).trim();
        else if (line.startsWith("data:")) data.push(line.slice(5).trimStart());
      }
      if (name !== "message" || data.length > 0)
        onEvent(name, data.length > 0 ? JSON.parse(data.join("\n")) : {});
    }
  };
}

/** Half the exponential step is certain, half is chance: a restarted server is not met by everyone at once. */
export function backOff(attempt: number, chance = Math.random()): number {
  const step = Math.min(longestWait, 500 * 2 ** attempt);
  return step / 2 + (step / 2) * chance;
}

/** Follows a stream until told to stop: reconnects, watches for silence, rests in hidden tabs. */
export function watchStream({ url, onEvent, onStatus, onRefused }: Watch): () => void {
  let attempt = 0;
  let stopped = false;
  let current: AbortController | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hiddenTimer: ReturnType<typeof setTimeout> | undefined;

  const later = () => {
    // Ended behind another tab: looking again is what connects.
    current = null;
    if (stopped || document.hidden) return;
    onStatus("waiting");
    clearTimeout(timer);
    timer = setTimeout(connect, backOff(attempt++));
  };

  const read = async (connection: AbortController) => {
    const response = await fetch(url(), {
      headers: { Accept: "text/event-stream", "X-Sportello": "1" },
      credentials: "same-origin",
      cache: "no-store",
      signal: connection.signal,
    });
    if (!response.ok || response.body === null) throw await Problem.read(response);
    attempt = 0;
    onStatus("live");
    const feed = eventParser(onEvent);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let watchdog = setTimeout(() => connection.abort(), silence);
    try {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        clearTimeout(watchdog);
        watchdog = setTimeout(() => connection.abort(), silence);
        feed(value);
      }
    } finally {
      clearTimeout(watchdog);
    }
  };

  const connect = () => {
    clearTimeout(timer);
    current?.abort();
    const connection = new AbortController();
    current = connection;
    onStatus("connecting");
    read(connection)
      .then(() => current === connection && later())
      .catch((error: unknown) => {
        if (stopped || current !== connection) return;
        if (error instanceof Problem && [401, 403, 404].includes(error.status)) onRefused(error);
        else later();
      });
  };

  // Else an answer that can no longer come would be waited for until silence has lasted long enough.
  const onOffline = () => {
    current?.abort();
    later();
  };
  const onOnline = () => {
    attempt = 0;
    connect();
  };
  const onVisibility = () => {
    clearTimeout(hiddenTimer);
    if (document.hidden) {
      hiddenTimer = setTimeout(() => {
        clearTimeout(timer);
        current?.abort();
        current = null;
        onStatus("paused");
      }, hiddenBeforePause);
    } else if (current === null || current.signal.aborted) {
      attempt = 0;
      connect();
    }
  };

  window.addEventListener("online", onOnline);
  window.addEventListener("offline", onOffline);
  document.addEventListener("visibilitychange", onVisibility);
  connect();

  return () => {
    stopped = true;
    clearTimeout(timer);
    clearTimeout(hiddenTimer);
    current?.abort();
    window.removeEventListener("online", onOnline);
    window.removeEventListener("offline", onOffline);
    document.removeEventListener("visibilitychange", onVisibility);
  };
}
