import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { Problem } from "@/api/problem";
import { meQuery } from "@/api/session";
import { SignOut } from "@/features/me/SignOut";
import { isLanguage, type Language, languages, useWords } from "@/lib/i18n";
import { useKept } from "@/lib/kept";
import { useOnce } from "@/lib/useOnce";
import { Refusal } from "@/ui/Refusal";
import { useProblemWords } from "@/ui/States";
import { ADDRESS, addressOf } from "./address";
import { Frame } from "./Frame";

const templates = ["festival"] as const;
type Template = (typeof templates)[number];
type Draft = { name?: string; own?: string; spoken?: Language; template?: Template | "" };

/** Whoever owns an installation without workspaces opens the first one here, and is in. */
export function FirstWorkspace() {
  const { t, language } = useWords();
  const say = useProblemWords();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const address = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useKept<Draft>("firstWorkspace", {});
  const { name = "", own = null, spoken = language, template = "" } = draft;
  const [refused, setRefused] = useState<"name" | "slug" | null>(null);
  const slug = own ?? addressOf(name);

  const open = useOnce({
    mutationFn: async () => {
      const body = { name: name.trim(), slug, default_language: spoken, template: template || null };
      const made = got(await client.POST("/api/v1/platform/workspaces", { body }));
      await cache.fetchQuery({ ...meQuery, staleTime: 0 });
      setDraft(undefined);
      return made;
    },
    onSuccess: (made) =>
      void navigate({
        to: "/w/$workspace/inbox",
        params: { workspace: made.slug },
        search: { view: "mine" },
        replace: true,
      }),
    onError: (error) => {
      if (Problem.of(error).code === "slug_taken") address.current?.focus();
    },
  });
  const taken = Problem.of(open.error).code === "slug_taken";

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const wrong = name.trim() === "" ? "name" : ADDRESS.test(slug) ? null : "slug";
    setRefused(wrong);
    if (wrong === null) open.mutate();
    else (event.currentTarget.elements.namedItem(wrong) as HTMLInputElement).focus();
  }
  function write(change: Draft) {
    setDraft({ ...draft, ...change });
    setRefused(null);
    open.reset();
  }
  return (
    <Frame title={t("joining.workspace.title")} text={t("joining.workspace.text")}>
      <form onSubmit={submit} noValidate>
        <Refusal error={taken ? null : open.error} />
        <TextInput
          name="name"
          label={t("joining.workspace.name")}
          value={name}
          maxLength={100}
          autoComplete="organization"
          autoFocus
          error={refused === "name" && t("joining.workspace.nameMissing")}
          onChange={({ currentTarget: { value } }) => write({ name: value })}
        />
        <TextInput
          ref={address}
          name="slug"
          label={t("joining.workspace.address")}
          description={t("joining.workspace.addressText")}
          value={slug}
          maxLength={40}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          error={taken ? say(open.error).title : refused === "slug" && t("joining.workspace.addressWrong")}
          onChange={({ currentTarget: { value } }) => write({ own: value.toLowerCase() })}
        />
        <NativeSelect
          label={t("joining.workspace.language")}
          description={t("joining.workspace.languageText")}
          data={languages.map((value) => ({ value, label: t(`languages.${value}`) }))}
          value={spoken}
          onChange={({ currentTarget: { value } }) => isLanguage(value) && write({ spoken: value })}
        />
        <NativeSelect
          label={t("joining.workspace.template")}
          data={[
            { value: "", label: t("joining.workspace.empty") },
            ...templates.map((value) => ({ value, label: t(`joining.workspace.templates.${value}`) })),
          ]}
          value={template}
          onChange={({ currentTarget: { value } }) => write({ template: value as Template | "" })}
        />
        <Button type="submit" size="sm" mt="xs" fullWidth loading={open.isPending}>
          {t("joining.workspace.submit")}
        </Button>
        <SignOut />
      </form>
    </Frame>
  );
}
