import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { client } from "@/api/client";
import { Problem } from "@/api/problem";
import { meQuery } from "@/api/session";
import { useWords } from "@/lib/i18n";
import { useOnce } from "@/lib/useOnce";
import { NewPassword, useNewPassword } from "@/ui/NewPassword";
import { Refusal } from "@/ui/Refusal";
import { SecretInput } from "@/ui/SecretInput";
import { Frame } from "./Frame";
import { useEnter } from "./useEnter";

const route = getRouteApi("/password");

/** A first password was seen by whoever made the account; it opens nothing but this page. */
export function FirstPassword() {
  const { t, language } = useWords();
  const { to } = route.useSearch();
  const enter = useEnter();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const change = useOnce({
    mutationFn: async (body: { current: string; new: string }) => {
      await client.POST("/api/v1/me/password", { body });
      // Nobody has asked them yet: the account speaks what they have read until here.
      await client.PATCH("/api/v1/me", { body: { language } });
      return cache.fetchQuery({ ...meQuery, staleTime: 0 });
    },
    onSuccess: (me) => enter(me, to),
    onError: (error) => {
      if (Problem.of(error).code === "unauthorized") void navigate({ to: "/sign-in" });
    },
  });
  const { differ, onSubmit } = useNewPassword(change.mutate);
  return (
    <Frame title={t("session.first.title")} text={t("session.first.text")}>
      <form onSubmit={onSubmit}>
        <Refusal error={change.error} wrong="wrong_password" />
        <SecretInput
          name="current"
          label={t("session.first.current")}
          autoComplete="current-password"
          autoFocus
        />
        <NewPassword differ={differ} />
        <Button type="submit" size="sm" mt="xs" fullWidth loading={change.isPending}>
          {t("session.first.submit")}
        </Button>
      </form>
    </Frame>
  );
}
