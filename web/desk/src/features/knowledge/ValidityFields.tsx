import { Group, Text, TextInput } from "@mantine/core";
import { $api } from "@/api/client";
import { dayIn, startOf } from "@/lib/days";
import { useWords } from "@/lib/i18n";
import { type ArticleWrite, useWorkspace } from "./knowledge";

type Bounds = Pick<ArticleWrite, "valid_from" | "valid_until">;

export const endsTooSoon = ({ valid_from, valid_until }: Bounds): boolean =>
  valid_from !== null && valid_until !== null && new Date(valid_until) <= new Date(valid_from);

interface Props {
  from: string | null;
  until: string | null;
  onChange: (bounds: Partial<Bounds>) => void;
}

/** From which day until which an article is found. Days are the workspace's: who edits may be anywhere. */
export function ValidityFields({ from, until, onChange }: Props) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const zone = $api.useQuery("get", "/api/v1/workspaces/{workspace}", { params }).data?.time_zone;
  const soon = endsTooSoon({ valid_from: from, valid_until: until });
  return (
    <div>
      <Group align="flex-end">
        <TextInput
          type="date"
          label={t("knowledge.validFrom")}
          disabled={zone === undefined}
          value={from === null || zone === undefined ? "" : dayIn(zone, from)}
          onChange={(event) => {
            const day = event.currentTarget.value;
            onChange({ valid_from: day === "" || zone === undefined ? null : startOf(zone, day) });
          }}
        />
        <TextInput
          type="date"
          label={t("knowledge.validUntil")}
          disabled={zone === undefined}
          value={until === null || zone === undefined ? "" : dayIn(zone, until, -1)}
          error={soon}
          aria-describedby="validity"
          onChange={(event) => {
            const day = event.currentTarget.value;
            onChange({ valid_until: day === "" || zone === undefined ? null : startOf(zone, day, 1) });
          }}
        />
      </Group>
      <Text
        id="validity"
        size="xs"
        mt={4}
        c={soon ? "var(--s-danger)" : "dimmed"}
        role={soon ? "alert" : undefined}
      >
        {soon ? t("knowledge.validWrong") : t("knowledge.validText", { zone: zone ?? "…" })}
      </Text>
    </div>
  );
}
