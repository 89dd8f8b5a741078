import { expect, test } from "vitest";
import { completed, emptyDraft, flawsOf, settingsOf } from "./draft";

const site = { ...emptyDraft, name: "Help", url: "www.example.com/help" };

test("an address is completed and judged as people type it", () => {
  expect(completed(" www.example.com ")).toBe("https://www.example.com");
  expect(completed("http://example.com")).toBe("http://example.com");
  expect(flawsOf("page", site)).toEqual({});
  for (const url of ["", "ftp://example.com", "mailto:a@b.it", "http://"])
    expect(flawsOf("page", { ...site, url })).toHaveProperty("url");
});

test("each field says what is wrong with it, and only fields that the kind has", () => {
  const wrong = { ...site, name: " ", prefix: "help", pages: "0" };
  expect(Object.keys(flawsOf("site", wrong)).sort()).toEqual(["name", "pages", "prefix"]);
  expect(Object.keys(flawsOf("files", wrong))).toEqual(["name"]);
  expect(flawsOf("site", { ...site, pages: "1.5" })).toHaveProperty("pages");
});

test("what is sent holds nothing of another kind", () => {
  const daily = { ...site, prefix: "/a/", schedule: { every: "daily" as const, at_hour: 4, on_day: 0 } };
  expect(settingsOf("site", daily)).toMatchObject({
    url: "https://www.example.com/help",
    path_prefix: "/a/",
  });
  expect(settingsOf("page", daily).path_prefix).toBeNull();
  expect(settingsOf("files", daily)).toMatchObject({ url: null, schedule: { every: "never" } });
});
