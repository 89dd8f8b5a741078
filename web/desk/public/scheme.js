// Before the first paint: the colour scheme of the last visit, so that a dark desk never flashes white; and whether a
// page of a workspace was asked for, whose frame is shown while its code comes.
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
  if (inside !== null) document.documentElement.setAttribute("data-inside", inside[1] ?? "page");
})();
