/** Hands the files of an unsent message in, one after the other, before the message that names them. */

import type { Unsent } from "../types";
import { host } from "./host";
import { kept } from "./kept";

/** How far each is that is on its way, from 0 to 1, and where that is shown. */
const parts = new Map<string, number>();
const bars = new Map<string, HTMLProgressElement>();
/** When the server was given what, by conversation and id: who tries again soon sends no file twice. */
const given = new Map<string, number>();
/** The server lets go of what no message names within a day. */
const soon = 3_600_000;

/** Shows how far a file is, here. */
export function showPart(id: string, bar: HTMLProgressElement): void {
  bars.set(id, bar);
  bar.value = parts.get(id) ?? 0;
}

/** Throws what `send` throws. Nothing more is sent of a message that its customer has deleted. */
export async function handIn(conversation: string, message: Unsent): Promise<void> {
  for (const { id, name } of message.files ?? []) {
    const path = `conversations/${conversation}/attachments/${id}`;
    if (Date.now() - (given.get(path) ?? 0) < soon) continue;
    const content = await kept(id);
    if (!content) throw { ...host.refusal(410, {}, null), code: "file_gone" };
    const wanted = () => host.unsent().some((item) => item.id === message.id);
    await put(`${path}?name=${encodeURIComponent(name.slice(-200))}`, content, wanted, (part) => {
      parts.set(id, part);
      const bar = bars.get(id);
      if (bar) bar.value = part;
    });
    given.set(path, Date.now());
  }
}

/** `fetch` cannot tell how far it is. */
function put(
  path: string,
  content: Blob,
  wanted: () => boolean,
  onpart: (part: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", `${host.base}api/v1/widget/${path}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-Sportello-Key", host.key);
    request.setRequestHeader("Authorization", `Bearer ${host.read("token")}`);
    request.upload.onprogress = ({ loaded, total }) => onpart(total ? loaded / total : 0);
    const stop = host.on("change", () => {
      if (!wanted()) request.abort();
    });
    request.onloadend = () => {
      stop();
      const { status, responseText } = request;
      if (status > 199 && status < 300) return resolve();
      let said = {};
      try {
        said = JSON.parse(responseText);
      } catch {
        // No answer of ours.
      }
      reject(host.refusal(status, said, request.getResponseHeader("Retry-After")));
    };
    request.send(content);
  });
}
