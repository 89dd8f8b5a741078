import { lazy, Suspense } from "react";
import { useEver } from "@/lib/opened";
import type { ConfirmProps } from "./ConfirmModal";

const ConfirmModal = lazy(() => import("./ConfirmModal"));

/**
 * Asks before what cannot be undone. Enter in a field submits, Escape leaves, focus returns to where it was. Its code
 * comes with the first question.
 */
export function ConfirmDialog(props: ConfirmProps) {
  const ever = useEver(props.opened);
  return <Suspense fallback={null}>{ever && <ConfirmModal {...props} />}</Suspense>;
}
