import { expect, test } from "vitest";
import { dayIn, momentIn, startOf } from "./days";

test.each([
  ["Europe/Rome", "2026-07-01", "2026-06-30T22:00:00.000Z"],
  ["Europe/Rome", "2026-12-31", "2026-12-30T23:00:00.000Z"],
  ["America/New_York", "2026-03-08", "2026-03-08T05:00:00.000Z"],
  ["America/New_York", "2026-03-09", "2026-03-09T04:00:00.000Z"],
  ["Pacific/Kiritimati", "2026-01-01", "2025-12-31T10:00:00.000Z"],
  ["America/Havana", "2026-03-08", "2026-03-08T05:00:00.000Z"],
])("a day of %s begins by its own clock (%s)", (zone, day, moment) => {
  expect(startOf(zone, day)).toBe(moment);
  expect(dayIn(zone, moment)).toBe(day);
});

test("an end is the beginning of the day after, and is shown as its last day", () => {
  const end = startOf("Europe/Rome", "2026-10-25", 1);
  expect(end).toBe("2026-10-25T23:00:00.000Z");
  expect(dayIn("Europe/Rome", end, -1)).toBe("2026-10-25");
});

test.each([
  ["Europe/Rome", "2026-07-01T18:30", "2026-07-01T16:30:00.000Z"],
  ["Europe/Rome", "2026-10-25T12:00", "2026-10-25T11:00:00.000Z"],
  ["America/New_York", "2026-12-31T23:30", "2027-01-01T04:30:00.000Z"],
])("a time of %s is its own clock's (%s)", (zone, shown, moment) => {
  expect(momentIn(zone, shown)).toBe(moment);
});
