import { Button, FileButton } from "@mantine/core";
import { type DragEvent, useState } from "react";
import { useWords } from "@/lib/i18n";
import { IconButton } from "@/ui/IconButton";
import { Close, Upload } from "@/ui/icons";
import classes from "./FilePicker.module.css";
import { accepted, flawOf } from "./uploading";

interface Props {
  files: readonly File[];
  onChange: (files: File[]) => void;
  /** What is missing, where something is. */
  error?: string | null;
}

/** Files by drop or by button, as many as there are; what cannot be read says why and how to mend it. */
export function FilePicker({ files, onChange, error }: Props) {
  const { t, size } = useSizes();
  const [over, setOver] = useState(false);
  const add = (more: readonly File[]) => {
    const names = new Set(more.map((file) => file.name));
    onChange([...files.filter((file) => !names.has(file.name)), ...more]);
  };
  const drag = {
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      add([...event.dataTransfer.files]);
    },
  };
  return (
    <div>
      <div className={classes.zone} data-over={over || undefined} {...drag}>
        <span className={classes.here}>{t("sources.drop.here")}</span>
        <FileButton multiple accept={accepted} onChange={add}>
          {(button) => (
            <Button {...button} variant="default" leftSection={<Upload />}>
              {t("sources.drop.choose")}
            </Button>
          )}
        </FileButton>
        <p className={classes.text}>{t("sources.drop.text")}</p>
      </div>
      {error && (
        <p className={classes.error} role="alert">
          {error}
        </p>
      )}
      {files.length > 0 && (
        <ul className={classes.files} aria-label={t("sources.drop.chosen")}>
          {files.map((file) => {
            const flaw = flawOf(file);
            return (
              <li key={file.name} className={classes.file}>
                <span className={classes.name}>{file.name}</span>
                <span className={classes.size}>{size(file.size)}</span>
                <IconButton
                  label={t("sources.drop.remove", { name: file.name })}
                  onClick={() => onChange(files.filter((one) => one !== file))}
                >
                  <Close />
                </IconButton>
                {flaw && <span className={classes.flaw}>{t(`sources.drop.${flaw}`)}</span>}
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}

function useSizes() {
  const { t, language } = useWords();
  const unit = (name: string, digits: number) =>
    new Intl.NumberFormat(language, { style: "unit", unit: name, maximumFractionDigits: digits });
  const size = (bytes: number) =>
    bytes < 1_000_000
      ? unit("kilobyte", 0).format(Math.ceil(bytes / 1_000))
      : unit("megabyte", 1).format(bytes / 1_000_000);
  return { t, size };
}
