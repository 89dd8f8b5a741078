/** What tells a customer who looks elsewhere that somebody has answered: the page's title, and a sound. */

import { button, h, icon } from "../ui/dom";
import { host, word } from "./host";

const LOUD = "M4 9h4l5-4v14l-5-4H4zM16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11";
const MUTE = "M4 9h4l5-4v14l-5-4H4zM16 9l5 6M21 9l-5 6";

let audio: AudioContext | null = null;
/** Two short tones, made here: no file comes from anywhere. Browsers play nothing before the page was touched. */
function ring(): void {
  audio ??= new AudioContext();
  const at = audio.currentTime;
  for (const [i, pitch] of [660, 880].entries()) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const from = at + i * 0.14;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, from);
    volume.gain.exponentialRampToValueAtTime(0.12, from + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, from + 0.3);
    tone.connect(volume).connect(audio.destination);
    tone.start(from);
    tone.stop(from + 0.32);
  }
}

let watched = false;
/** How many have come while the page was hidden. */
let missed = 0;

function title(): void {
  const count = missed || host.unread();
  const bare = document.title.replace(/^\(\d+\+?\) /, "");
  const next = count ? `(${count}) ${bare}` : bare;
  if (document.title !== next) document.title = next;
}

/** On the launcher, where its name says the same. */
function badge(launcher: HTMLElement): void {
  const node = h("span", { class: "badge" });
  const render = () => {
    node.textContent = host.unread();
    node.hidden = !node.textContent;
  };
  launcher.append(node);
  host.on("change", render);
  render();
}

export function noticing(root: HTMLElement): void {
  badge(root.querySelector(".launch") as HTMLElement);
  const { behaviour } = host.now().config;
  if (behaviour?.sound) {
    const quiet = () => !!host.read("mute");
    const render = () => {
      mute.replaceChildren(icon(quiet() ? MUTE : LOUD));
      mute.ariaPressed = `${quiet()}`;
    };
    const mute = button(
      null,
      () => {
        host.write("mute", quiet() ? null : true);
        render();
      },
      { "aria-label": word("mute"), title: word("mute"), class: "mute" },
    );
    root.querySelector("header > button")?.before(mute);
    render();
  }
  if (watched) return;
  watched = true;
  host.on("message", () => {
    if (document.hidden) missed++;
    title();
    const away = document.hidden || !host.now().isOpen;
    if (away && host.now().config.behaviour?.sound && !host.read("mute")) ring();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    missed = 0;
    title();
  });
  host.on("change", title);
  title();
}
