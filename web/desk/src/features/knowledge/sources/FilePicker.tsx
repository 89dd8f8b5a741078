import { Button, FileButton } from "@mantine/core";
import {
  type Dispatch,
  type DragEvent,
  type InputHTMLAttributes,
  type SetStateAction,
  useState,
} from "react";
import { useWords } from "@/lib/i18n";
import { IconButton } from "@/ui/IconButton";
import { Close, Upload as UploadIcon } from "@/ui/icons";
import classes from "./FilePicker.module.css";
import { chosen, dropped, together } from "./picking";
import { accepted, flawOf, type Upload } from "./uploading";

interface Props {
  files: readonly Upload[];
  onChange: Dispatch<SetStateAction<Upload[]>>;
  /** What is missing, where something is. */
  error?: string | null;
}

/** What React does not know yet, and every browser does. */
const folders = { webkitdirectory: "" } as InputHTMLAttributes<HTMLInputElement>;

/** Files and folders by drop or by button, as many as there are; what cannot be read says why and how to mend it. */
export function FilePicker({ files, onChange, error }: Props) {
  const { t } = useWords();
  const [over, setOver] = useState(false);
  const [gone, setGone] = useState(false);
  const add = (more: readonly Upload[]) => {
    setGone(false);
    onChange((before) => together(before, more));
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
      dropped(event.dataTransfer).then(add, () => setGone(true));
    },
  };
  const said = gone ? t("sources.drop.gone") : error;
  return (
    <div>
      <div className={classes.zone} data-over={over || undefined} {...drag}>
        <span className={classes.here}>{t("sources.drop.here")}</span>
        <FileButton multiple accept={accepted} onChange={(list) => add(chosen(list))}>
          {(button) => (
            <Button {...button} variant="default" leftSection={<UploadIcon />}>
              {t("sources.drop.choose")}
            </Button>
          )}
        </FileButton>
        <FileButton multiple inputProps={folders} onChange={(list) => add(chosen(list))}>
          {(button) => (
            <Button {...button} variant="default">
              {t("sources.drop.chooseFolder")}
            </Button>
          )}
        </FileButton>
        <p className={classes.text}>{t("sources.drop.text")}</p>
      </div>
      {said && (
        <p className={classes.error} role="alert">
          {said}
        </p>
      )}
      <Chosen files={files} onChange={onChange} />
    </div>
  );
}

/** The files that were chosen; those that cannot be read first, and one button for all of them. */
function Chosen({ files, onChange }: Pick<Props, "files" | "onChange">) {
  const { t, size } = useSizes();
  const flawed = files.filter((one) => flawOf(one) !== null).length;
  if (files.length === 0) return null;
  return (
    <>
      {flawed > 0 && (
        <Button
          mt="xs"
          variant="default"
          data-flaw
          onClick={() => onChange((before) => before.filter((one) => flawOf(one) === null))}
        >
          {t("sources.drop.leaveOut", { count: flawed })}
        </Button>
      )}
      <ul className={classes.files} aria-label={t("sources.drop.chosen")}>
        {files.map((one) => {
          const flaw = flawOf(one);
          return (
            <li key={`${one.path} ${one.twice ? one.file.lastModified : ""}`} className={classes.file}>
              <span className={classes.name}>{one.path}</span>
              <span className={classes.size}>{size(one.file.size)}</span>
              <IconButton
                label={t("sources.drop.remove", { name: one.path })}
                onClick={() => onChange((before) => before.filter((other) => other !== one))}
              >
                <Close />
              </IconButton>
              {flaw && <span className={classes.flaw}>{t(`sources.drop.${flaw}`)}</span>}
            </li>
          );
        })}
      </ul>
    </>
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
