import { expect, test } from "vitest";
import { readHeaders, readObject, readResponse, writtenHeaders, writtenResponse } from "./actions";

test("what is told of an answer is written and read the same", () => {
  const parts = [{ path: "order.status", label: "State = now" }];
  expect(readResponse(writtenResponse(parts))).toEqual(parts);
  expect(readResponse(" \n")).toEqual([]);
});

test("a header without a value keeps what is stored", () => {
  expect(readHeaders(`${writtenHeaders(["Authorization"])}\nX-Key: a:b`)).toEqual([
    { name: "Authorization", value: null },
    { name: "X-Key", value: "a:b" },
  ]);
});

test("only an object is one", () => {
  expect(readObject("[]")).toBeNull();
  expect(readObject("{")).toBeNull();
  expect(readObject('{"a": 1}')).toEqual({ a: 1 });
});
