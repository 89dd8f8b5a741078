import { refused } from "./client";
import { Problem } from "./problem";
import type { Message } from "./types";

export type Attachment = Message["attachments"][number];

/** Where a file of a conversation is. */
export function fileAddress(workspace: string, conversation: string, id: string): string {
  return `/api/v1/workspaces/${encodeURIComponent(workspace)}/conversations/${conversation}/attachments/${id}`;
}

/** Hands a file in, telling how far it is (0 to 1). `fetch` cannot tell, so this is the one request that is not its. */
export function handIn(
  address: string,
  file: File,
  onProgress: (part: number) => void,
  signal: AbortSignal,
): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", `${address}?name=${encodeURIComponent(file.name.slice(-200) || "file")}`);
    request.setRequestHeader("X-Sportello", "1");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      const answer = new Response(request.responseText, { status: request.status });
      if (answer.ok) void answer.json().then(resolve, reject);
      else void Problem.read(answer).then((problem) => reject(refused(problem)));
    };
    request.onerror = () => reject(Problem.unreachable("XMLHttpRequest"));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
