import type { Got } from "@/api/types";

export const trialsPath = "/api/v1/workspaces/{workspace}/assistant/evaluations";
export type Trials = Got<typeof trialsPath>;
export type TrialLine = Trials["runs"][number];
export type Trial = Got<`${typeof trialsPath}/{run_id}`>;
export type Verdict = Trial["verdicts"][number];
export type Comparison = NonNullable<Trial["comparison"]>;

/** How often to look whether a run that waits has been made. */
export const moment = 1000;
