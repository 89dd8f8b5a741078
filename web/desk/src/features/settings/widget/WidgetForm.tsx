import { Button, ColorInput, Group, Input, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import { useId, useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import type { Got, Item, WorkspacePath } from "@/api/types";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { useDraft } from "@/lib/useDraft";
import { seen, useSave } from "@/lib/useSave";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { CopyField } from "@/ui/CopyField";
import { LeftOver } from "@/ui/LeftOver";
import { Lines } from "@/ui/Lines";
import { Section } from "@/ui/Page";
import { SaveRefusal } from "@/ui/SaveRefusal";
import { useWorkspace } from "../useWorkspace";
import { Preview } from "./Preview";
import { WhoAnswers } from "./WhoAnswers";
import classes from "./WidgetForm.module.css";

export type Widget = Item<Got<`${WorkspacePath}/widget-keys`>>;
export type Appearance = Widget["appearance"];

const ButtonLink = createLink(Button<"a">);
const list = "/api/v1/workspaces/{workspace}/widget-keys";
const one = "/api/v1/workspaces/{workspace}/widget-keys/{widget_key_id}";
const swatches = ["#0b6166", "#0b5fff", "#7a2e8d", "#a0432a", "#2f6b2f", "#1f2933"];

/** What a page with a content security policy must allow: the widget itself, its server, and the logo where it is. */
function policyFor(home: string, logo: string | null): string {
  const picture = logo && URL.canParse(logo, home) ? `; img-src ${new URL(logo, home).origin}` : "";
  return `script-src ${home}; connect-src ${home}${picture}`;
}

export function WidgetForm({ widget }: { widget: Widget }) {
  const { t } = useWords();
  const { workspace, params } = useWorkspace();
  const form = useDraft(`widget.${widget.id}`, widget);
  const { draft, write } = form;
  const [asking, setAsking] = useState<"remove" | "rotate" | null>(null);
  const ids = { position: useId(), theme: useId() };
  const at = { params: { path: { ...params.path, widget_key_id: widget.id } } };
  const save = useSave<Widget, Widget>(
    {
      put: async ({ name, allowed_origins, appearance, assistant_id, version }) => {
        const body = { name, allowed_origins, appearance, assistant_id };
        return got(await client.PATCH(one, { params: { ...at.params, header: seen({ version }) }, body }));
      },
      newest: async () => {
        const { items } = got(await client.GET(list, { params }));
        return items.find(({ id }) => id === widget.id) ?? widget;
      },
    },
    { done: t("ui.saved"), stale: [list] },
  );
  const rotate = useAct(async () => got(await client.POST(`${one}/identity-secret`, at)), {
    onDone: () => setAsking(null),
  });
  const remove = useAct(async () => client.DELETE(one, at), { done: t("ui.removed"), stale: [list] });
  const look = (change: Partial<Appearance>) => write({ appearance: { ...draft.appearance, ...change } });
  const snippet = `<script src="${window.location.origin}/widget.js" data-key="${widget.key}" async></script>`;
  const policy = policyFor(window.location.origin, draft.appearance.logo_url);

  return (
    <Section title={widget.name}>
      <div className={classes.split}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            save.save({ from: form.from, to: draft }, { onSuccess: (_, sent) => form.saved(sent.to) });
          }}
        >
          <SaveRefusal of={save} onTheirs={form.undo} />
          <LeftOver of={form} />
          <Stack gap="sm">
            <TextInput
              label={t("settings.widget.siteName")}
              value={draft.name}
              required
              withAsterisk={false}
              maxLength={80}
              onChange={(event) => write({ name: event.currentTarget.value })}
            />
            <Lines
              label={t("settings.widget.origins")}
              description={t("settings.widget.originsText")}
              value={draft.allowed_origins}
              onChange={(allowed_origins) => write({ allowed_origins })}
            />
            <WhoAnswers value={draft.assistant_id} onChange={(assistant_id) => write({ assistant_id })} />
            <ColorInput
              label={t("settings.widget.color")}
              swatches={swatches}
              value={draft.appearance.color}
              eyeDropperButtonProps={{ "aria-label": t("settings.widget.pickColor") }}
              onChange={(color) => look({ color })}
            />
            <TextInput
              label={t("settings.widget.logo")}
              description={t("settings.widget.logoText")}
              type="url"
              value={draft.appearance.logo_url ?? ""}
              onChange={(event) => look({ logo_url: event.currentTarget.value || null })}
            />
            <Group gap="xl">
              <div>
                <Input.Label component="div" display="block" mb={4} id={ids.position}>
                  {t("settings.widget.position")}
                </Input.Label>
                <SegmentedControl
                  aria-labelledby={ids.position}
                  value={draft.appearance.position}
                  data={(["left", "right"] as const).map((value) => ({
                    value,
                    label: t(`settings.widget.positions.${value}`),
                  }))}
                  onChange={(position) => look({ position: position as Appearance["position"] })}
                />
              </div>
              <div>
                <Input.Label component="div" display="block" mb={4} id={ids.theme}>
                  {t("me.theme")}
                </Input.Label>
                <SegmentedControl
                  aria-labelledby={ids.theme}
                  value={draft.appearance.theme}
                  data={(["auto", "light", "dark"] as const).map((value) => ({
                    value,
                    label: t(`me.themes.${value}`),
                  }))}
                  onChange={(theme) => look({ theme: theme as Appearance["theme"] })}
                />
              </div>
            </Group>
            <Group>
              <Button type="submit" size="sm" loading={save.busy}>
                {t("ui.save")}
              </Button>
              <ButtonLink
                component="a"
                variant="default"
                size="sm"
                to="/w/$workspace/settings/widget/$key"
                params={{ workspace, key: widget.id }}
              >
                {t("settings.widget.behaviour")}
              </ButtonLink>
              <Button variant="default" size="sm" onClick={() => setAsking("rotate")}>
                {t("settings.widget.rotate")}
              </Button>
              <Button variant="subtle" color="red" size="sm" onClick={() => setAsking("remove")}>
                {t("ui.remove")}
              </Button>
            </Group>
            {rotate.data?.identity_secret && (
              <div>
                <p>{t("settings.widget.secretOnce")}</p>
                <CopyField label={t("settings.widget.secret")} value={rotate.data.identity_secret} />
              </div>
            )}
          </Stack>
        </form>
        <Preview
          id={widget.id}
          unsaved={{ appearance: draft.appearance, assistant_id: draft.assistant_id }}
        />
      </div>
      <h3 className={classes.subtitle}>{t("settings.widget.snippet")}</h3>
      <p className={classes.hint}>{t("settings.widget.snippetText")}</p>
      <CopyField label={t("settings.widget.snippet")} value={snippet} />
      <h3 className={classes.subtitle}>{t("settings.widget.policy")}</h3>
      <p className={classes.hint}>{t("settings.widget.policyText")}</p>
      <CopyField label={t("settings.widget.policy")} value={policy} />
      <ConfirmDialog
        opened={asking !== null}
        title={t(asking === "rotate" ? "settings.widget.rotate" : "settings.widget.removeTitle")}
        confirm={t(asking === "rotate" ? "settings.widget.rotateDo" : "ui.remove")}
        danger
        busy={remove.isPending || rotate.isPending}
        onConfirm={() => (asking === "rotate" ? rotate.mutate() : remove.mutate())}
        onClose={() => setAsking(null)}
      >
        {t(asking === "rotate" ? "settings.widget.rotateText" : "settings.widget.removeText")}
      </ConfirmDialog>
    </Section>
  );
}
