import { useEffect } from "react";

interface Parts {
  /** How many customers wait. */
  waiting: number;
  /** The screen's name, or of whom it is. */
  page: string;
  workspace: string;
}

const none: Parts = { waiting: 0, page: "", workspace: "" };
let shown = none;

function show(parts: Partial<Parts>): void {
  shown = { ...shown, ...parts };
  const { waiting, page, workspace } = shown;
  const names = [page, workspace, "Sportello"].filter((name) => name !== "");
  document.title = (waiting > 0 ? `(${waiting}) ` : "") + names.join(" · ");
}

/**
 * What the browser's tab says while this is on the screen. The frame knows the workspace and who waits, a screen its
 * own name; what is left out is for others to say.
 */
export function useTitle({ waiting, page, workspace }: Partial<Parts>): void {
  useEffect(() => {
    if (waiting === undefined) return;
    show({ waiting });
    return () => show({ waiting: none.waiting });
  }, [waiting]);
  useEffect(() => {
    if (page === undefined) return;
    show({ page });
    return () => show({ page: none.page });
  }, [page]);
  useEffect(() => {
    if (workspace === undefined) return;
    show({ workspace });
    return () => show({ workspace: none.workspace });
  }, [workspace]);
}
