import { expect, test } from "vitest";
import { Problem } from "./problem";

test("a mistake of our own is not the network's", () => {
  const problem = Problem.of(new TypeError("Cannot read properties of undefined (reading 'name')"));
  expect(problem.code).toBe("unknown");
  expect(problem.status).not.toBe(0);
  expect(problem.passing).toBe(false);
});

test.each([
  "Failed to fetch dynamically imported module: http://127.0.0.1/desk/assets/me.js",
  "error loading dynamically imported module: http://127.0.0.1/desk/assets/me.js",
  "Importing a module script failed.",
])("a page whose code does not arrive could not be reached: %s", (words) => {
  const problem = Problem.of(new TypeError(words));
  expect([problem.code, problem.status, problem.passing]).toEqual(["unreachable", 0, true]);
});

test("a problem stays what it is", () => {
  const refused = new Problem({ status: 409, code: "already_taken", title: "Taken" });
  expect(Problem.of(refused)).toBe(refused);
});

test.each([
  [404, "article_not_found", [], true],
  [422, "malformed", [["path", "article_id"]], true],
  [
    422,
    "malformed",
    [
      ["path", "article_id"],
      ["query", "days"],
    ],
    false,
  ],
  [422, "malformed", [], false],
  [409, "already_taken", [], false],
])("what is not there is told from what is wrong: %s %s", (status, code, places, missing) => {
  const errors = places.map((loc) => ({ loc }));
  expect(new Problem({ status, code, title: "", more: { errors } }).missing).toBe(missing);
});
