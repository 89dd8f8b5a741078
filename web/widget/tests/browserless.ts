/** The few browser globals that modules read while they load; import it first. Nothing of ours is replaced. */

const store: Record<string, string> = {};
Object.assign(globalThis, {
  document: {
    currentScript: null,
    querySelector: () => null,
    documentElement: { lang: "it" },
    hidden: false,
  },
  location: new URL("https://shop.example.com/page?sportello=test"),
  localStorage: store,
});
/** What a page that is not served safely has of it: no locks. A getter of Node's own stands there. */
Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
