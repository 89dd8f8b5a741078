import { expect, test } from "vitest";
import { chosen, dropped, together } from "./picking";
import { flawOf, portions, type Upload } from "./uploading";

const mega = 1024 * 1024;

test.each([
  ["faq.CSV", 10, null],
  ["handbook", 4096, "type"],
  ["v1.2/README", 10, "type"],
  ["photo.jpg", 10, "type"],
  ["plan.pdf", 21 * mega, "size"],
  ["plan.pdf", 20 * mega, null],
  ["notes.md", 0, "empty"],
])("%s of %d bytes is judged before it is sent", (path, size, flaw) => {
  expect(flawOf({ path, file: { size } })).toBe(flaw);
});

test("portions hold every file once, in order, and none is more than a request may carry", () => {
  const sizes = [12, 9, 20, ...Array.from({ length: 60 }, () => 0.1)];
  const files = sizes.map((size) => ({ file: { size: size * mega } }));
  const made = portions(files);
  expect(made.flat()).toEqual(files);
  expect(made.map((portion) => portion.length)).toEqual([1, 1, 1, 50, 10]);
  expect(portions([])).toEqual([]);
});

const file = (path: string, text = path) =>
  Object.defineProperty(
    new File([text], path.slice(path.lastIndexOf("/") + 1), { lastModified: 1 }),
    "webkitRelativePath",
    {
      value: path.includes("/") ? path : "",
    },
  );
const paths = (uploads: Upload[]) => uploads.map((one) => [one.path, flawOf(one)]);

test("files of a folder are called by their path in it, and hidden ones are left out", () => {
  const folder = ["manual/it/hours.md", "manual/en/hours.md", "manual/.git/config.md", "manual/.draft.md"];
  expect(paths(together([], chosen(folder.map((path) => file(path)))))).toEqual([
    ["it/hours.md", null],
    ["en/hours.md", null],
  ]);
});

test("no file silently takes another's place", () => {
  const first = together([], chosen([file("it/hours.md")]));
  expect(paths(together(first, chosen([file("it/hours.md")])))).toEqual([["hours.md", null]]);
  const both = together(first, chosen([file("en/hours.md", "other")]));
  expect(paths(both)).toEqual([
    ["hours.md", null],
    ["en/hours.md", null],
  ]);
  expect(paths(together(both, chosen([file("hours.md", "a third")])))).toEqual([
    ["hours.md", "twice"],
    ["hours.md", null],
    ["en/hours.md", null],
  ]);
});

/** What a browser hands over when this tree is let go of: a folder tells its content two at a time. */
function entry(tree: Tree, name: string, above = ""): FileSystemEntry {
  const fullPath = `${above}/${name}`;
  const isFile = tree === null;
  const left = Object.entries(tree ?? {}).map(([inner, below]) => entry(below, inner, fullPath));
  return {
    fullPath,
    isFile,
    isDirectory: !isFile,
    file: (done: (file: File) => void) => done(file(name)),
    createReader: () => ({
      readEntries: (done: (portion: FileSystemEntry[]) => void) => done(left.splice(0, 2)),
    }),
  } as unknown as FileSystemEntry;
}
type Tree = { [name: string]: Tree } | null;
const letGo = (...entries: FileSystemEntry[]) => {
  const items = entries.map((one) => ({
    webkitGetAsEntry: () => one,
    getAsFile: () => (one.isFile ? file(one.fullPath.slice(1)) : null),
  }));
  return dropped({ items } as unknown as DataTransfer);
};

test("a folder that is let go of comes with all in it, several keep their names", async () => {
  const languages: Tree = {
    it: { "a.md": null, "b.md": null, "c.md": null, ".x.md": null },
    ".git": { "d.md": null },
  };
  expect(paths(await letGo(entry(languages, "manual")))).toEqual([
    ["it/a.md", null],
    ["it/b.md", null],
    ["it/c.md", null],
  ]);
  expect(paths(await letGo(entry({ "a.md": null }, "it"), entry({ "a.md": null }, "en")))).toEqual([
    ["it/a.md", null],
    ["en/a.md", null],
  ]);
  expect(paths(await letGo(entry(null, "a.md")))).toEqual([["a.md", null]]);
});
