import { useSyncExternalStore } from "react";

function subscribe(listener: () => void): () => void {
  document.addEventListener("visibilitychange", listener);
  return () => document.removeEventListener("visibilitychange", listener);
}

/** Whether the page is before somebody's eyes. */
export const useVisible = (): boolean => useSyncExternalStore(subscribe, () => !document.hidden);
