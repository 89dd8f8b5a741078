import { Radio, Stack } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { client } from "@/api/client";
import { isGoing, type Source, sourcePath } from "@/api/sources";
import { useWords } from "@/lib/i18n";
import ConfirmModal from "@/ui/ConfirmModal";
import { useWorkspace } from "../knowledge";
import { useSourceAct } from "./useSourceAct";

/** Removing a source means saying what becomes of its articles. */
export default function RemoveSource({ source, onClose }: { source: Source; onClose: () => void }) {
  const { t } = useWords();
  const { workspace, params } = useWorkspace();
  const navigate = useNavigate();
  const [articles, setArticles] = useState<"remove" | "keep">("remove");
  const remove = useSourceAct(
    async () =>
      client.DELETE(sourcePath, {
        params: { path: { ...params.path, source_id: source.id }, query: { articles } },
      }),
    {
      done: t("ui.removed"),
      onDone: () => navigate({ to: "/w/$workspace/knowledge/sources", params: { workspace } }),
    },
  );
  return (
    <ConfirmModal
      opened
      title={t("sources.remove.title", { name: source.name })}
      confirm={t("ui.remove")}
      danger
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <Stack gap="sm">
        {isGoing(source.last_import) && <p>{t("sources.remove.running")}</p>}
        {source.articles === 0 ? (
          <p>{t("sources.remove.none")}</p>
        ) : (
          <Radio.Group
            label={t("sources.remove.choice", { count: source.articles })}
            value={articles}
            onChange={(one) => setArticles(one as "remove" | "keep")}
          >
            <Stack gap={6} mt={6}>
              <Radio size="sm" value="remove" label={t("sources.remove.remove")} />
              <Radio size="sm" value="keep" label={t("sources.remove.keep")} />
            </Stack>
          </Radio.Group>
        )}
      </Stack>
    </ConfirmModal>
  );
}
