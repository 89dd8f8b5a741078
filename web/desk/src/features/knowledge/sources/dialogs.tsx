import { lazy } from "react";

/** What opens over a source; each comes when it is first asked for. */
export const ImportFiles = lazy(() => import("./ImportFiles"));
export const ReplaceText = lazy(() => import("./ReplaceText"));
export const SourceSettings = lazy(() => import("./SourceSettings"));
export const RemoveSource = lazy(() => import("./RemoveSource"));
