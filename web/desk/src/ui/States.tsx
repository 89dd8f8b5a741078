import { Button, Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { Problem } from "@/api/problem";
import { useWords, type Values } from "@/lib/i18n";
import { Alert, Offline, Retry, Search } from "./icons";
import classes from "./States.module.css";

/** Nothing here: says why, and what to do next if there is something. */
export function EmptyState(props: { icon?: ReactNode; title: string; text?: string; action?: ReactNode }) {
  return (
    <div className={classes.state}>
      {props.icon && <div className={classes.icon}>{props.icon}</div>}
      <p className={classes.title}>{props.title}</p>
      {props.text && <p className={classes.text}>{props.text}</p>}
      {props.action && <div className={classes.action}>{props.action}</div>}
    </div>
  );
}

/** Refusals whose detail names the very field or value that is wrong: better in English than not at all. */
const named: ReadonlySet<string> = new Set([
  "malformed",
  "invalid",
  "action_arguments_invalid",
  "action_invalid",
  "article_invalid",
  "assistant_file_invalid",
  "chain_invalid",
  "model_address_refused",
]);

/**
 * The words for a problem: ours by its code where we have them, else the server's own. The server speaks English, so
 * beside words of ours its detail is shown only to who reads English.
 */
export function useProblemWords() {
  const { language, maybe, t } = useWords();
  return (error: unknown, code?: string) => {
    const problem = Problem.of(error);
    const known = code ?? problem.code;
    const values: Values = {};
    const assignee = problem.more.assignee as { name?: string } | undefined;
    if (assignee?.name) values.name = assignee.name;
    if (typeof problem.more.retry_after === "number") values.count = problem.more.retry_after;
    const title =
      maybe(`problems.${known}`, values) ?? (problem.status >= 500 ? t("problems.server_error") : null);
    const detail = maybe(`problemDetails.${known}`, values);
    const why =
      typeof problem.more.reason === "string"
        ? maybe(`sources.reasons.${problem.more.reason}`, (problem.more.params ?? {}) as Values)
        : null;
    const shown = title === null || named.has(known) || (language === "en" && code === undefined);
    return {
      title: title ?? (problem.message || t("problems.unknown")),
      detail: detail ?? why ?? (shown ? problem.detail : null),
    };
  };
}

/** Why there is nothing to see. What is not there is not asked for again: `back` leads to where there is something. */
export function ErrorState(props: {
  error: unknown;
  onRetry?: () => void;
  back?: { label: string; go: () => void };
}) {
  const { error, onRetry, back } = props;
  const { t } = useWords();
  const told = useProblemWords();
  const { missing, status, code } = Problem.of(error);
  const words = missing && code === "malformed" ? told(error, "not_found") : told(error);
  const offline = status === 0;
  if (missing && back)
    return (
      <EmptyState
        icon={<Search size={22} />}
        title={words.title}
        action={
          <Button variant="default" onClick={back.go}>
            {back.label}
          </Button>
        }
      />
    );
  return (
    <div className={classes.state} role="alert">
      <div className={classes.icon}>{offline ? <Offline size={22} /> : <Alert size={22} />}</div>
      <p className={classes.title}>{words.title}</p>
      {words.detail && <p className={classes.text}>{words.detail}</p>}
      {onRetry && (
        <div className={classes.action}>
          <Button variant="default" leftSection={<Retry />} onClick={onRetry}>
            {t("ui.retry")}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Rows of grey where text will be; said once to who cannot see them. */
export function Loading({ rows = 6, height = 44 }: { rows?: number; height?: number }) {
  const { t } = useWords();
  return (
    <div className={classes.loading} role="status" aria-label={t("ui.loading")}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <Skeleton key={row} height={height} radius="md" style={{ opacity: 1 - row / (rows + 1) }} />
      ))}
    </div>
  );
}
