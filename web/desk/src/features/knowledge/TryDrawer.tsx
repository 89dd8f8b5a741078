import { Drawer } from "@mantine/core";
import { useWords } from "@/lib/i18n";
import { useOpened } from "@/lib/opened";
import { Meanings } from "./Meanings";
import { TryQuestion } from "./TryQuestion";

/** "Try a question" beside the knowledge; its code comes when it is first opened. */
export default function TryDrawer(props: { opened: boolean; onClose: () => void }) {
  const { t } = useWords();
  const opened = useOpened(props.opened);
  return (
    <Drawer
      opened={opened}
      onClose={props.onClose}
      position="right"
      size="md"
      title={t("knowledge.try.name")}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <TryQuestion />
      <Meanings />
    </Drawer>
  );
}
