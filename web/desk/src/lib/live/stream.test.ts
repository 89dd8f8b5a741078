import { expect, test, vi } from "vitest";
import { backOff, eventParser, watchStream } from "./stream";

test("events come out whole, however the network cuts them", () => {
  const text = 'event: reset\ndata: {}\n\n: ping\n\nevent: message\nid: 7\ndata: {"seq":7}\n\n';
  for (let cut = 1; cut < text.length; cut++) {
    const heard: [string, unknown][] = [];
    const feed = eventParser((event, data) => heard.push([event, data]));
    feed(text.slice(0, cut));
    feed(text.slice(cut));
    expect(heard).toEqual([
      ["reset", {}],
      ["message", { seq: 7 }],
    ]);
  }
});

test("waiting grows, has an end, and is never the same for everyone", () => {
  expect(backOff(0, 0)).toBe(250);
  expect(backOff(0, 1)).toBe(500);
  expect(backOff(20, 1)).toBe(30_000);
  expect(backOff(3)).not.toBe(backOff(3));
});

test("a stream that ended behind another tab is there again at the next look", async () => {
  vi.useFakeTimers();
  const page = Object.assign(new EventTarget(), { hidden: false });
  vi.stubGlobal("document", page);
  vi.stubGlobal("window", new EventTarget());
  const opened: ReadableStreamDefaultController[] = [];
  vi.stubGlobal(
    "fetch",
    async () => new Response(new ReadableStream({ start: (one) => void opened.push(one) })),
  );
  const look = (hidden: boolean) => {
    page.hidden = hidden;
    page.dispatchEvent(new Event("visibilitychange"));
  };
  const stop = watchStream({ url: () => "/", onEvent: () => {}, onStatus: () => {}, onRefused: () => {} });
  await vi.advanceTimersByTimeAsync(0);
  look(true);
  opened[0]?.close();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(opened).toHaveLength(1);
  look(false);
  await vi.advanceTimersByTimeAsync(0);
  expect(opened).toHaveLength(2);
  stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});
