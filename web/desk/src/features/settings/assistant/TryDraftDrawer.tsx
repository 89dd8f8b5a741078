import { Drawer } from "@mantine/core";
import { useWords } from "@/lib/i18n";
import { useOpened } from "@/lib/opened";
import TryDraft from "./TryDraft";

/** The place to try the draft where there is no room beside the form. */
export default function TryDraftDrawer(props: { opened: boolean; onClose: () => void }) {
  const { t } = useWords();
  const opened = useOpened(props.opened);
  return (
    <Drawer
      opened={opened}
      onClose={props.onClose}
      position="right"
      size="md"
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <TryDraft />
    </Drawer>
  );
}
