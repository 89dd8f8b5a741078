// Before the first paint: the colour scheme of the last visit, so that a dark desk never flashes white; and whether a
// page of a workspace was asked for, whose frame is shown while its code comes. Words and who is signed in are asked for
// here, for on a slow line the code that needs them is seconds away.
// The account's own choice follows with the sign-in; "auto" is never stored, it follows the system.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("sportello.scheme");
  } catch {
    // Storage may be forbidden; then the system decides.
  }
  const dark =
    chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
  const inside = /^\/desk\/w\/[^/]+\/?(inbox)?/.exec(location.pathname);
  if (inside !== null) {
    document.documentElement.setAttribute("data-inside", inside[1] ?? "page");
    window.askedEarly = fetch("/api/v1/me", { headers: { "X-Sportello": "1" } });
    window.askedEarly.catch(() => undefined); // Whoever takes the answer meets the failure.
  }

  // A wrong guess costs a file too many: the choice is made by lib/i18n.
  let spoken = null;
  try {
    spoken = JSON.parse(localStorage.getItem("sportello.language") ?? "null");
  } catch {
    // As above; then the browser's languages say it.
  }
  const files = [spoken, ...navigator.languages].map((tag) =>
    document.querySelector(`meta[name="words-${CSS.escape(String(tag).slice(0, 2).toLowerCase())}"]`),
  );
  const asked = [files.find((file) => file !== null)];
  if (inside?.[1] === "inbox") asked.push(document.querySelector('meta[name="inbox"]'));
  for (const file of asked.filter(Boolean)) {
    const link = document.createElement("link");
    Object.assign(link, { rel: "modulepreload", href: file.content, crossOrigin: "" });
    document.head.append(link);
  }
})();
