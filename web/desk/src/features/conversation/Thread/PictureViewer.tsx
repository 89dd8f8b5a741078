import { Modal } from "@mantine/core";
import { useRef } from "react";
import type { Attachment } from "@/api/attachments";
import { useWords } from "@/lib/i18n";
import { useOpened } from "@/lib/opened";
import classes from "./FileList.module.css";

interface Props {
  file: Attachment | null;
  address: string;
  onClose: () => void;
}

/** A picture as large as there is room. Escape closes it, and the focus goes back to where it was opened. */
export default function PictureViewer({ file, address, onClose }: Props) {
  const { t } = useWords();
  const opened = useOpened(file !== null);
  // While it closes it still shows what it showed.
  const last = useRef({ file, address });
  if (file !== null) last.current = { file, address };
  const shown = last.current;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={shown.file?.name ?? ""}
      size="xl"
      centered
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      {shown.file !== null && (
        <>
          <img
            className={classes.view}
            src={shown.address}
            alt={shown.file.name}
            width={shown.file.width ?? undefined}
            height={shown.file.height ?? undefined}
            style={{ width: "auto", height: "auto" }}
          />
          <a className={classes.save} href={shown.address} download={shown.file.name}>
            {t("talk.files.save")}
          </a>
        </>
      )}
    </Modal>
  );
}
