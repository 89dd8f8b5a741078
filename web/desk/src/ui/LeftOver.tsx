import { Alert, Button, Group } from "@mantine/core";
import { useWords } from "@/lib/i18n";
import type { Draft } from "@/lib/useDraft";

/** Says that a form shows what was written on another visit and not saved, and offers to drop it. */
export function LeftOver<Value>({ of: { leftOver, undo } }: { of: Draft<Value> }) {
  const { t } = useWords();
  if (!leftOver) return null;
  return (
    <Alert color="gray" variant="light" mb="sm">
      <Group justify="space-between" gap="xs">
        {t("knowledge.unsaved")}
        <Button variant="default" size="xs" onClick={undo}>
          {t("ui.reset")}
        </Button>
      </Group>
    </Alert>
  );
}
