import { Button } from "@mantine/core";
import { useState } from "react";
import { $api } from "@/api/client";
import { useWords } from "@/lib/i18n";
import { Plus } from "@/ui/icons";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import { KeyDialog } from "./KeyDialog";
import { WidgetForm } from "./WidgetForm";

/** One widget for each site: its look, where it may run, and the one line that puts it there. */
export function WidgetSettings() {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [adding, setAdding] = useState(false);
  const widgets = $api.useQuery("get", "/api/v1/workspaces/{workspace}/widget-keys", { params });
  if (widgets.isPending) return <Loading />;
  if (widgets.isError) return <ErrorState error={widgets.error} onRetry={() => void widgets.refetch()} />;
  const add = (
    <Button variant="default" mt="md" leftSection={<Plus />} onClick={() => setAdding(true)}>
      {t("settings.widget.add")}
    </Button>
  );
  return (
    <>
      {widgets.data.items.length === 0 ? (
        <EmptyState title={t("settings.widget.none")} text={t("settings.widget.noneText")} action={add} />
      ) : (
        widgets.data.items.map((widget) => <WidgetForm key={widget.id} widget={widget} />)
      )}
      {widgets.data.items.length > 0 && add}
      <KeyDialog opened={adding} onClose={() => setAdding(false)} />
    </>
  );
}
