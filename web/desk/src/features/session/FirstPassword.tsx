import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { client } from "@/api/client";
import { Problem } from "@/api/problem";
import { meQuery } from "@/api/session";
import { useWords } from "@/lib/i18n";
import { Refusal } from "@/ui/Refusal";
import { SecretInput } from "@/ui/SecretInput";
import { Frame } from "./Frame";
import { useEnter } from "./useEnter";

const route = getRouteApi("/password");

/** A first password was seen by whoever made the account; it opens nothing but this page. */
export function FirstPassword() {
  const { t } = useWords();
  const { to } = route.useSearch();
  const enter = useEnter();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [differ, setDiffer] = useState(false);
  const change = useMutation({
    mutationFn: async (body: { current: string; new: string }) => {
      await client.POST("/api/v1/me/password", { body });
      return cache.fetchQuery({ ...meQuery, staleTime: 0 });
    },
    onSuccess: (me) => enter(me, to),
    onError: (error) => {
      if (Problem.of(error).code === "unauthorized") void navigate({ to: "/sign-in" });
    },
  });
  return (
    <Frame title={t("session.first.title")} text={t("session.first.text")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          const wanted = String(form.get("new"));
          setDiffer(wanted !== form.get("again"));
          if (wanted === form.get("again"))
            change.mutate({ current: String(form.get("current")), new: wanted });
        }}
      >
        <Refusal error={change.error} wrong="wrong_password" />
        <SecretInput
          name="current"
          label={t("session.first.current")}
          autoComplete="current-password"
          autoFocus
        />
        <SecretInput
          name="new"
          label={t("session.first.new")}
          description={t("session.passwordHint")}
          autoComplete="new-password"
        />
        <SecretInput
          name="again"
          label={t("session.first.again")}
          autoComplete="new-password"
          error={differ ? t("session.first.differ") : null}
        />
        <Button type="submit" size="sm" mt="xs" fullWidth loading={change.isPending}>
          {t("session.first.submit")}
        </Button>
      </form>
    </Frame>
  );
}
