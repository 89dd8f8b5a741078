import { Button } from "@mantine/core";
import { useState } from "react";
import { $api } from "@/api/client";
import { type Outlet, outletsPath } from "@/api/notices";
import { useWords } from "@/lib/i18n";
import { Bell, Plus } from "@/ui/icons";
import { Section } from "@/ui/Page";
import { Rows } from "@/ui/Rows";
import { EmptyState, ErrorState, Loading } from "@/ui/States";
import { useWorkspace } from "../useWorkspace";
import { EscalationForm } from "./EscalationForm";
import { OutletDialog } from "./OutletDialog";
import { OutletRow } from "./OutletRow";

/** Where the workspace tells things besides the desk, and when it tells that nobody comes. */
export function NoticeSettings() {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [open, setOpen] = useState<Outlet | "new" | null>(null);
  const outlets = $api.useQuery("get", outletsPath, { params });
  return (
    <>
      <EscalationForm />
      <Section
        title={t("notices.outlets.title")}
        text={t("notices.outlets.text")}
        actions={
          <Button leftSection={<Plus />} variant="default" onClick={() => setOpen("new")}>
            {t("notices.outlets.add")}
          </Button>
        }
      >
        {outlets.isPending && <Loading rows={2} />}
        {outlets.isError && <ErrorState error={outlets.error} onRetry={() => void outlets.refetch()} />}
        {outlets.data?.items.length === 0 && (
          <EmptyState
            icon={<Bell size={22} />}
            title={t("notices.outlets.none")}
            text={t("notices.outlets.noneText")}
          />
        )}
        {outlets.data && outlets.data.items.length > 0 && (
          <Rows>
            {outlets.data.items.map((outlet) => (
              <OutletRow key={outlet.id} outlet={outlet} onEdit={() => setOpen(outlet)} />
            ))}
          </Rows>
        )}
      </Section>
      {open !== null && (
        <OutletDialog
          key={open === "new" ? "new" : open.id}
          outlet={open === "new" ? null : open}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}
