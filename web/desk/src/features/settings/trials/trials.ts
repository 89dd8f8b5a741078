import type { Got } from "@/api/types";

export const trialsPath = "/api/v1/workspaces/{workspace}/assistant/evaluations";
export const trialPath = `${trialsPath}/{run_id}` as const;
export type Trials = Got<typeof trialsPath>;
export type TrialLine = Trials["runs"][number];
export type Trial = Got<typeof trialPath>;
export type Verdict = Trial["verdicts"][number];
export type Step = Verdict["steps"][number];
export type Comparison = NonNullable<Trial["comparison"]>;

/** How often to look whether a run that waits has been made. */
export const moment = 1000;
