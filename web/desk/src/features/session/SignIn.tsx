import { Button, TextInput } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { useWords } from "@/lib/i18n";
import { useOnce } from "@/lib/useOnce";
import { Refusal } from "@/ui/Refusal";
import { SecretInput } from "@/ui/SecretInput";
import { Frame } from "./Frame";
import { useEnter } from "./useEnter";

const route = getRouteApi("/sign-in");

export function SignIn() {
  const { t } = useWords();
  const { to, ended } = route.useSearch();
  const enter = useEnter();
  const signIn = useOnce({
    mutationFn: async (body: { email: string; password: string }) =>
      got(await client.POST("/api/v1/sessions", { body })),
    onSuccess: (me) => enter(me, to),
  });
  return (
    <Frame title={t("session.signIn.title")} text={t(ended ? "session.signIn.ended" : "session.signIn.text")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          signIn.mutate({ email: String(form.get("email")), password: String(form.get("password")) });
        }}
      >
        <Refusal error={signIn.error} />
        <TextInput
          name="email"
          type="email"
          label={t("session.email")}
          autoComplete="username"
          required
          withAsterisk={false}
          autoFocus
        />
        <SecretInput name="password" label={t("session.password")} autoComplete="current-password" />
        <Button type="submit" size="sm" mt="xs" fullWidth loading={signIn.isPending}>
          {t("session.signIn.submit")}
        </Button>
      </form>
    </Frame>
  );
}
