import { expect, test } from "vitest";
import { flawOf, portions } from "./uploading";

const mega = 1024 * 1024;

test.each([
  [{ name: "faq.CSV", size: 10, type: "text/csv" }, null],
  [{ name: "handbook", size: 4096, type: "" }, "folder"],
  [{ name: "photo.jpg", size: 10, type: "image/jpeg" }, "type"],
  [{ name: "plan.pdf", size: 21 * mega, type: "application/pdf" }, "size"],
  [{ name: "plan.pdf", size: 20 * mega, type: "application/pdf" }, null],
  [{ name: "notes.md", size: 0, type: "" }, "empty"],
])("%o is judged before it is sent", (file, flaw) => {
  expect(flawOf(file)).toBe(flaw);
});

test("portions hold every file once, in order, and none is more than a request may carry", () => {
  const files = [12, 9, 20, ...Array.from({ length: 60 }, () => 0.1)].map((size) => ({ size: size * mega }));
  const made = portions(files);
  expect(made.flat()).toEqual(files);
  expect(made.map((portion) => portion.length)).toEqual([1, 1, 1, 50, 10]);
  expect(portions([])).toEqual([]);
});
