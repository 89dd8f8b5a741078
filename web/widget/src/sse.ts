/** Reads server-sent events from text as it arrives, however it is cut; each has one line of data (JSON). */

export interface ServerEvent {
  event: string | undefined;
  data: string;
}

/** Feed it pieces; `onEvent` is called once per complete event. Comments (pings) carry nothing. */
export function eventReader(onEvent: (event: ServerEvent) => void): (piece: string) => void {
  let rest = "";
  return (piece) => {
    const blocks = (rest + piece).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const data = /^data: ?(.*)/m.exec(block)?.[1];
      if (data) onEvent({ event: /^event: ?(.*)/m.exec(block)?.[1], data });
    }
  };
}
