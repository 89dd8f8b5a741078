import { expect, test, vi } from "vitest";

test("what is held is done once after a while, or never when it is undone, or at once when its page goes", async () => {
  vi.useFakeTimers();
  vi.stubGlobal("addEventListener", () => {});
  const { hold, REGRET, settle, undo } = await import("./held");
  const done: string[] = [];
  const begin = (conversation: string) => {
    const held = { workspace: "w", conversation, name: conversation, seq: 1 };
    hold(held, async (leaving) => void done.push(leaving ? `${conversation} leaving` : conversation));
    return held;
  };
  const first = begin("first");
  const second = begin("second");
  await vi.advanceTimersByTimeAsync(REGRET - 1);
  expect(done).toEqual([]);
  expect(undo(second)).toBe(true);
  await vi.advanceTimersByTimeAsync(REGRET);
  expect(done).toEqual(["first"]);
  expect(undo(first)).toBe(false);
  begin("third");
  await settle();
  await vi.advanceTimersByTimeAsync(REGRET);
  expect(done).toEqual(["first", "third leaving"]);
  vi.unstubAllGlobals();
  vi.useRealTimers();
});
