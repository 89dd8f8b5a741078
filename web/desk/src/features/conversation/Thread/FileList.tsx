import { lazy, Suspense, useState } from "react";
import { type Attachment, fileAddress } from "@/api/attachments";
import { useWords } from "@/lib/i18n";
import { useEver } from "@/lib/opened";
import { FileIcon } from "@/ui/icons";
import classes from "./FileList.module.css";

const PictureViewer = lazy(() => import("./PictureViewer"));

const units = ["byte", "kilobyte", "megabyte"] as const;

/** How large, in three figures at most. */
export function sizeText(language: string, bytes: number): string {
  const power = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  const unit = units[power] ?? "byte";
  const format = {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: power === 2 ? 1 : 0,
  } as const;
  return new Intl.NumberFormat(language, format).format(bytes / 1000 ** power);
}

type Described = NonNullable<Attachment["description"]>;

interface Props {
  workspace: string;
  conversation: string;
  files: Attachment[];
}

/** What came with a message: pictures to look at, everything else to keep. */
export function FileList({ workspace, conversation, files }: Props) {
  const { t, language } = useWords();
  const [seen, setSeen] = useState<Attachment | null>(null);
  const ever = useEver(seen !== null);
  const at = (id: string) => fileAddress(workspace, conversation, id);
  if (files.length === 0) return null;
  return (
    <>
      <ul className={classes.files} aria-label={t("talk.files.label")}>
        {files.map((file) => (
          <li key={file.id}>
            {file.width !== null && file.height !== null ? (
              <button
                type="button"
                className={classes.picture}
                aria-label={t("talk.files.open", { name: file.name })}
                onClick={() => setSeen(file)}
              >
                <img
                  src={`${at(file.id)}/thumbnail`}
                  alt=""
                  width={file.width}
                  height={file.height}
                  loading="lazy"
                  style={{ aspectRatio: `${file.width} / ${file.height}` }}
                />
              </button>
            ) : (
              <a className={classes.file} href={at(file.id)} download={file.name}>
                <FileIcon />
                <bdi className={classes.name}>{file.name}</bdi>
                <span className={classes.size}>{sizeText(language, file.bytes)}</span>
              </a>
            )}
            {file.description?.shows && <Description of={file.description} />}
          </li>
        ))}
      </ul>
      {ever && (
        <Suspense fallback={null}>
          <PictureViewer
            file={seen}
            address={seen === null ? "" : at(seen.id)}
            onClose={() => setSeen(null)}
          />
        </Suspense>
      )}
    </>
  );
}

/** What a model read from a picture. A stranger's words, and a machine's: nobody has checked them. */
function Description({ of }: { of: Described }) {
  const { t } = useWords();
  return (
    <div className={classes.description}>
      <p className={classes.by}>{t("talk.files.seen.title", { model: of.by ?? "" })}</p>
      <p>{of.shows}</p>
      {of.words && <p>{t("talk.files.seen.words", { words: of.words })}</p>}
      <p className={classes.by}>{t("talk.files.seen.note")}</p>
    </div>
  );
}
