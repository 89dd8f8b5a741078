// The page that stands in for the desk: it finds its language and colours as the desk does, and leaves as soon as the
// server answers again. The address is the one that was asked for, so a reload leads there.
(() => {
  let words = null;
  let scheme = null;
  let unsent = false;
  try {
    words = JSON.parse(localStorage.getItem("sportello.language") ?? "null");
    scheme = localStorage.getItem("sportello.scheme");
    unsent = Object.keys(localStorage).some((key) => key.startsWith("sportello.outbox."));
  } catch {
    // Storage may be forbidden, or hold what we did not write; then the browser's own settings decide.
  }

  const night = matchMedia("(prefers-color-scheme: dark)");
  const paint = () => {
    const dark = scheme === "dark" || (scheme !== "light" && night.matches);
    document.documentElement.dataset.mantineColorScheme = dark ? "dark" : "light";
  };
  paint();
  night.addEventListener("change", paint);

  const spoken = [words, ...navigator.languages, "en"]
    .map((tag) => String(tag).slice(0, 2).toLowerCase())
    .map((tag) => document.querySelector(`main[lang="${CSS.escape(tag)}"]`))
    .find((found) => found !== null);
  spoken.hidden = false;
  document.documentElement.lang = spoken.lang;
  document.title = `${spoken.querySelector("h1").textContent} · Sportello`;
  spoken.querySelector(".kept").hidden = !unsent;

  const longest = 15_000;
  let pause = 2_000;
  let timer;
  async function look() {
    clearTimeout(timer);
    try {
      const answer = await fetch("/desk/build.json", { cache: "no-store" });
      // A hotel's own page answers, too, but not with this.
      if (answer.ok && "build" in (await answer.json())) return location.reload();
    } catch {
      // Not yet.
    }
    pause = Math.min(longest, pause * 1.5);
    timer = setTimeout(look, pause);
  }
  timer = setTimeout(look, pause);

  const now = () => {
    pause = 2_000;
    return look();
  };
  addEventListener("online", now);
  document.addEventListener("visibilitychange", () => document.hidden || now());
  const still = spoken.querySelector(".still");
  spoken.querySelector("button").addEventListener("click", async () => {
    still.textContent = "";
    await now();
    still.textContent = still.dataset.text;
  });
})();
