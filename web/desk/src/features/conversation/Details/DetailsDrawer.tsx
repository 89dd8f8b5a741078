import { Drawer } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { ReactNode } from "react";
import { useWords } from "@/lib/i18n";
import { useOpened } from "@/lib/opened";

/** The details where there is no room beside the conversation: over it, or as a page of their own on a phone. */
export default function DetailsDrawer(props: { opened: boolean; onClose: () => void; children: ReactNode }) {
  const { t } = useWords();
  const phone = useMediaQuery("(max-width: 47.9375em)") ?? false;
  const opened = useOpened(props.opened);
  return (
    <Drawer
      opened={opened}
      onClose={props.onClose}
      position="right"
      size={phone ? "100%" : 340}
      title={t("talk.details.title")}
      closeButtonProps={{ "aria-label": t("ui.close") }}
      padding={0}
      styles={{ header: { padding: "0 16px", minHeight: 48 } }}
    >
      {props.children}
    </Drawer>
  );
}
