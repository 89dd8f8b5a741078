import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { client } from "@/api/client";
import { got, keys } from "@/api/conversations";
import type { Got, WorkspacePath } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { Alert } from "@/ui/icons";
import classes from "./ConnectionBar.module.css";

type Standing = Got<`${WorkspacePath}/budget/standing`>;

/** Milliseconds after which it is asked whether a period is over: nothing else tells. */
const AGAIN = 60_000;

/** Says on every screen of who may change it that a budget for models is nearly spent, or spent, while it is. */
export function BudgetBar({ workspace }: { workspace: string }) {
  const { t } = useWords();
  const standing = useQuery({
    queryKey: keys.money(workspace),
    queryFn: async ({ signal }) =>
      got(
        await client.GET("/api/v1/workspaces/{workspace}/budget/standing", {
          params: { path: { workspace } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: ({ state }) => (state.data !== undefined && worst(state.data) ? AGAIN : false),
  }).data;
  const told = standing && worst(standing);
  return (
    <div role={told?.state === "spent" ? "alert" : "status"}>
      {told && (
        <p className={classes.bar} data-lost={told.state === "spent"}>
          <Alert />
          <span>
            {told.name === null
              ? t(`app.budget.month.${told.state}`)
              : t(`app.budget.day.${told.state}`, { name: told.name })}
          </span>
          <Link
            to="/w/$workspace/settings/models"
            params={{ workspace }}
            hash="budget"
            className={classes.link}
          >
            {t("app.budget.change")}
          </Link>
        </p>
      )}
    </div>
  );
}

/** The budget that matters most: spent before nearly spent, the month before a day. */
function worst({ month, today }: Standing): { state: "near" | "spent"; name: string | null } | undefined {
  const all = [{ ...month, name: null }, ...today];
  for (const state of ["spent", "near"] as const) {
    const found = all.find((one) => one.state === state);
    if (found !== undefined) return { state, name: found.name };
  }
  return undefined;
}
