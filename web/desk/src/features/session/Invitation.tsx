import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { client } from "@/api/client";
import { got } from "@/api/conversations";
import { Problem } from "@/api/problem";
import { useWords } from "@/lib/i18n";
import { useOnce } from "@/lib/useOnce";
import { Refusal } from "@/ui/Refusal";
import { SecretInput } from "@/ui/SecretInput";
import { ErrorState, Loading } from "@/ui/States";
import { Frame } from "./Frame";
import { RunOut } from "./RunOut";
import { useEnter } from "./useEnter";

/** The token stands after the `#`, which no browser sends anywhere; it leaves the address bar at once. */
function tokenFromFragment(): string {
  const token = location.hash.slice(1);
  if (token !== "") history.replaceState(history.state, "", location.pathname);
  return token;
}

export function Invitation() {
  const { t, language } = useWords();
  const enter = useEnter();
  const [token] = useState(tokenFromFragment);
  // The next link, opened where the last one had run out: a new fragment alone loads nothing.
  useEffect(() => {
    const load = () => location.reload();
    window.addEventListener("hashchange", load);
    return () => window.removeEventListener("hashchange", load);
  }, []);
  const [accepted, setAccepted] = useState(false);
  const invitation = useQuery({
    queryKey: ["invitation", token],
    queryFn: async () => {
      if (token === "") throw new Problem({ status: 404, code: "invitation_missing", title: "" });
      return got(await client.POST("/api/v1/invitations/lookup", { body: { token } }));
    },
    // Accepted, it is none any more: entering empties the cache, and must not make us ask again.
    enabled: !accepted,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const accept = useOnce({
    mutationFn: async (body: { name: string; password: string }) =>
      got(await client.POST("/api/v1/invitations/accept", { body: { token, language, ...body } })),
    onSuccess: (me) => {
      setAccepted(true);
      enter(me);
    },
  });

  if (
    [invitation.error, accept.error].some((error) => error && Problem.of(error).code === "invitation_invalid")
  )
    return <RunOut token={token} />;
  if (invitation.isPending)
    return (
      <Frame title={t("joining.invitation.title")}>
        <Loading rows={3} />
      </Frame>
    );
  if (invitation.isError)
    return (
      <Frame title={t("joining.invitation.title")}>
        <ErrorState error={invitation.error} onRetry={() => void invitation.refetch()} />
      </Frame>
    );
  const { workspace_name, email, role } = invitation.data;
  return (
    <Frame
      title={t("joining.invitation.welcome", { workspace: workspace_name })}
      text={t("joining.invitation.text", { email, role: t(`roles.${role}`) })}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          accept.mutate({ name: String(form.get("name")), password: String(form.get("password")) });
        }}
      >
        <Refusal error={accept.error} wrong="has_login" />
        <input type="hidden" name="email" autoComplete="username" value={email} />
        <TextInput
          name="name"
          label={t("joining.invitation.name")}
          description={t("joining.invitation.nameHint")}
          autoComplete="name"
          required
          withAsterisk={false}
          maxLength={100}
          autoFocus
        />
        <SecretInput
          name="password"
          label={t("session.password")}
          description={t("session.passwordHint")}
          autoComplete="new-password"
        />
        <Button type="submit" size="sm" mt="xs" fullWidth loading={accept.isPending}>
          {t("joining.invitation.submit")}
        </Button>
      </form>
    </Frame>
  );
}
