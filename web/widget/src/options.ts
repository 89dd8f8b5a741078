/** What the script tag says: key, server, language, theme, place; and whether this visit is a test. */

const script = (document.currentScript ??
  document.querySelector("script[data-key][src*=widget]")) as HTMLScriptElement | null;

export const data: DOMStringMap = script?.dataset ?? {};
export const key: string = data.key ?? "";
/** The folder that widget.js came from, so an installation below a path works too. */
export const base: string = new URL(".", script?.src || location.href).href;
export const isTest: boolean = /[?&]sportello=test\b/.test(location.search);

/** The language asked for: the tag's, else the page's, else the browser's. */
export const wanted: string = (data.language || document.documentElement.lang || navigator.language)
  .slice(0, 2)
  .toLowerCase();

/** Without query and fragment: they may carry what is none of our business. */
export const pageUrl = (): string => location.href.replace(/[?#].*/, "").replace(/'/g, "%27");
