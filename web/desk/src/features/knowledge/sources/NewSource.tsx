import { Button, Stack, Textarea } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { Problem } from "@/api/problem";
import { importsPath, type Kind, sourcePath, sourcesPath } from "@/api/sources";
import { useWords } from "@/lib/i18n";
import { newId } from "@/lib/ids";
import { IconButton } from "@/ui/IconButton";
import { Back } from "@/ui/icons";
import { Page, PageHeader } from "@/ui/Page";
import { Refusal } from "@/ui/Refusal";
import { useWorkspace } from "../knowledge";
import { type Draft, emptyDraft, flawsOf, hostOf, settingsOf } from "./draft";
import { FilePicker } from "./FilePicker";
import { KindChoice } from "./KindChoice";
import { SourceFields } from "./SourceFields";
import { flawOf, handIn, type Upload } from "./uploading";
import { useSourceAct } from "./useSourceAct";

/** A source to be: what it is, what is said of it, and at once its first reading. */
export function NewSource() {
  const { t } = useWords();
  const { workspace, params } = useWorkspace();
  const navigate = useNavigate();
  const [ids, setIds] = useState(() => ({ source: newId(), run: newId() }));
  const [made, setMade] = useState<{ kind: Kind; id: string } | null>(null);
  const [kind, setKind] = useState<Kind>("files");
  const [typed, setTyped] = useState<Draft>(emptyDraft);
  const [named, setNamed] = useState(false);
  const [files, setFiles] = useState<Upload[]>([]);
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const [sent, setSent] = useState(0);

  const [one, ...others] = files;
  const path = one?.path ?? "";
  const many = others.length > 0 ? t("sources.form.filesName", { name: path, count: others.length }) : path;
  const suggestion = (kind === "files" ? (one?.folder ?? many) : hostOf(typed.url)) ?? "";
  const draft = named ? typed : { ...typed, name: suggestion };
  const flaws = flawsOf(kind, draft);
  const noFiles = kind === "files" && files.length === 0;
  const noText = kind === "text" && text.trim() === "";
  const badFile = kind === "files" && files.some((one) => flawOf(one) !== null);
  const flawed = Object.keys(flaws).length > 0 || noFiles || noText || badFile;

  /** The source, made now or by a try that failed later on: then it is given what has been typed since. */
  const written = async () => {
    const { url, ...said } = settingsOf(kind, draft);
    let id = ids.source;
    if (made !== null && made.kind !== kind) {
      const path = { ...params.path, source_id: made.id };
      await client.DELETE(sourcePath, { params: { path, query: { articles: "remove" } } });
      id = newId();
      setIds({ ...ids, source: id });
      setMade(null);
    }
    const body = { id, kind, url, ...said, text: kind === "text" ? text : null };
    const source = got(await client.POST(sourcesPath, { params, body }));
    setMade({ kind, id: source.id });
    if (made?.id !== source.id) return source;
    const path = { ...params.path, source_id: source.id };
    const changes = url === null ? said : { ...said, url };
    return got(await client.PATCH(sourcePath, { params: { path }, body: changes }));
  };
  const add = useSourceAct(
    async () => {
      const source = await written();
      if (kind === "files") await handIn(workspace, source.id, files, setSent);
      const at = { path: { ...params.path, source_id: source.id } };
      await client.POST(importsPath, { params: at, body: { id: ids.run, complete: true } });
      return source;
    },
    {
      quiet: true,
      onDone: (source) =>
        void navigate({
          to: "/w/$workspace/knowledge/sources/$source",
          params: { workspace, source: source.id },
        }),
    },
  );
  const refused = add.error === null ? null : Problem.of(add.error);
  const taken = refused?.code === "source_name_taken" ? String(refused.more.source_id) : null;
  const back = (
    <IconButton
      label={t("sources.back")}
      onClick={() => void navigate({ to: "/w/$workspace/knowledge/sources", params: { workspace } })}
    >
      <Back />
    </IconButton>
  );
  return (
    <Page header={<PageHeader title={t("sources.new.title")} back={back} />} narrow>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!flawed) add.mutate();
          else focusFirstFlaw(event.currentTarget);
        }}
      >
        <Refusal error={add.error} />
        {taken !== null && (
          <p>
            <Link to="/w/$workspace/knowledge/sources/$source" params={{ workspace, source: taken }}>
              {t("sources.new.taken", { name: draft.name })}
            </Link>
          </p>
        )}
        <Stack gap="md">
          <KindChoice kind={kind} onChange={setKind} />
          {kind === "files" && (
            <FilePicker
              files={files}
              onChange={setFiles}
              error={tried && noFiles ? t("sources.form.filesMissing") : null}
            />
          )}
          {kind === "text" && (
            <Textarea
              label={t("sources.form.pasted")}
              description={t("sources.form.pastedText")}
              autosize
              minRows={8}
              maxRows={24}
              maxLength={200_000}
              value={text}
              error={tried && noText ? t("sources.form.pastedMissing") : null}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          )}
          <SourceFields
            kind={kind}
            draft={draft}
            flaws={tried ? flaws : {}}
            onChange={(change) => {
              if (change.name !== undefined) setNamed(true);
              setTyped({ ...typed, ...change });
            }}
          />
          {add.isPending && kind === "files" && (
            <div role="status">
              {t("sources.upload", { done: sent, total: files.length })}
              <progress aria-label={t("sources.uploadLabel")} max={files.length} value={sent} />
            </div>
          )}
          <div>
            <Button type="submit" size="sm" loading={add.isPending}>
              {t("sources.new.submit")}
            </Button>
          </div>
        </Stack>
      </form>
    </Page>
  );
}

/** The first field that says what is wrong with it, once it does; for files, what leaves out those that have flaws. */
function focusFirstFlaw(form: HTMLFormElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>("[data-flaw], [aria-invalid=true]")?.focus());
}
