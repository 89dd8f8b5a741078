import { useRouter } from "@tanstack/react-router";
import { useCallback } from "react";
import { useNews } from "@/lib/live";
import type { LiveEvent } from "@/lib/live/reduce";
import { ErrorState } from "@/ui/States";

/** In a screen's place when it cannot be shown. It is tried again when somebody wishes, and when the line is back. */
export function ErrorScreen({ error }: { error: unknown }) {
  const router = useRouter();
  // What failed is read anew, and so is a screen's code; that also leaves the failure behind.
  const again = useCallback(() => void router.invalidate(), [router]);
  useNews(useCallback((news: LiveEvent) => news.event === "reset" && again(), [again]));
  return <ErrorState error={error} onRetry={again} />;
}
