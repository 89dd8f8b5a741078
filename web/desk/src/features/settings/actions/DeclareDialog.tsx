import { Checkbox, NativeSelect, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { seen, useSave } from "@/lib/useSave";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { SaveRefusal } from "@/ui/SaveRefusal";
import { useWorkspace } from "../useWorkspace";
import {
  type Action,
  type Actions,
  actionPath,
  actionsPath,
  fresh,
  readHeaders,
  readObject,
  readResponse,
  type Writing,
  writingOf,
  writtenHeaders,
  writtenResponse,
} from "./actions";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
/** An HTTP action: what is asked of which server, with what, and what of its answer is told. */
export function DeclareDialog({ action, onClose }: { action: Action | null; onClose: () => void }) {
  const { t } = useWords();
  const { params } = useWorkspace();
  const [from] = useState(() => (action?.declared ? writingOf(action.declared) : fresh));
  const [name, setName] = useState(action?.name ?? "");
  const [to, setTo] = useState<Writing>(from);
  const [parameters, setParameters] = useState(JSON.stringify(from.parameters, null, 2));
  const [response, setResponse] = useState(writtenResponse(from.response));
  const [headers, setHeaders] = useState(writtenHeaders(from.headers.map(({ name }) => name)));
  const typed = JSON.stringify([name, to, parameters, response, headers]);
  const [before] = useState(typed);
  const schema = readObject(parameters);
  const write = (part: Partial<Writing>) => setTo((now) => ({ ...now, ...part }));
  const save = useSave<Writing, Actions>(
    {
      put: async ({ version, headers, ...body }) =>
        got(
          await client.PUT(actionPath, {
            params: { path: { ...params.path, action: name.trim() }, header: seen({ version }) },
            body: { ...body, headers: headers.map(({ name, value }) => ({ name, value })) },
          }),
        ),
      newest: async () => {
        const { actions } = got(await client.GET(actionsPath, { params }));
        const declared = actions.find((one) => one.name === name.trim())?.declared;
        return declared ? writingOf(declared) : fresh;
      },
    },
    { done: t("ui.saved"), stale: [actionsPath], onDone: onClose },
  );
  const written = (): Writing => {
    const kept = from.headers[0]?.mark ?? "";
    return {
      ...to,
      parameters: schema ?? {},
      response: readResponse(response),
      headers: readHeaders(headers).map((one) => ({ ...one, mark: kept })),
    };
  };
  return (
    <ConfirmDialog
      opened
      title={action === null ? t("actions.declare") : t("actions.edit", { name: from.title })}
      confirm={t("ui.save")}
      busy={save.busy}
      disabled={!/^[a-z][a-z0-9_]{0,39}$/.test(name.trim()) || schema === null || to.title.trim() === ""}
      onConfirm={() => save.save({ from, to: written() })}
      written={typed !== before}
      refusal={<SaveRefusal of={save} onTheirs={onClose} />}
      onClose={onClose}
    >
      <Stack gap="sm">
        <TextInput
          label={t("actions.name")}
          description={t("actions.nameText")}
          value={name}
          maxLength={40}
          disabled={action !== null}
          data-autofocus={action === null || undefined}
          spellCheck={false}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t("actions.titleField")}
          value={to.title}
          maxLength={100}
          onChange={(event) => write({ title: event.currentTarget.value })}
        />
        <Textarea
          label={t("actions.description")}
          description={t("actions.descriptionText")}
          value={to.description}
          autosize
          minRows={2}
          maxLength={1000}
          onChange={(event) => write({ description: event.currentTarget.value })}
        />
        <NativeSelect
          label={t("actions.method")}
          data={[...methods]}
          value={to.method}
          onChange={(event) => write({ method: event.currentTarget.value as Writing["method"] })}
        />
        <TextInput
          label={t("actions.url")}
          description={t("actions.urlText")}
          value={to.url}
          maxLength={2000}
          spellCheck={false}
          onChange={(event) => write({ url: event.currentTarget.value })}
        />
        <Checkbox
          label={t("actions.changesField")}
          checked={to.changes}
          onChange={(event) => write({ changes: event.currentTarget.checked })}
        />
        <Textarea
          label={t("actions.parameters")}
          error={schema === null ? t("actions.parametersBad") : undefined}
          value={parameters}
          autosize
          minRows={4}
          maxRows={14}
          spellCheck={false}
          onChange={(event) => setParameters(event.currentTarget.value)}
        />
        <Textarea
          label={t("actions.response")}
          description={t("actions.responseText")}
          value={response}
          autosize
          minRows={2}
          spellCheck={false}
          onChange={(event) => setResponse(event.currentTarget.value)}
        />
        <Textarea
          label={t("actions.headers")}
          description={t("actions.headersText")}
          value={headers}
          autosize
          minRows={2}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setHeaders(event.currentTarget.value)}
        />
        <TextInput
          label={t("actions.seconds")}
          type="number"
          value={to.seconds}
          min={1}
          max={25}
          onChange={(event) => write({ seconds: Number(event.currentTarget.value) || 1 })}
        />
      </Stack>
    </ConfirmDialog>
  );
}
