import { expect, test } from "vitest";
import { backOff, eventParser } from "./stream";

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
