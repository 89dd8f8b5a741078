import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { signOut } from "@/api/session";
import { useWords } from "@/lib/i18n";
import { useAct } from "@/lib/useAct";
import { Exit } from "@/ui/icons";

export function SignOut() {
  const { t } = useWords();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const leave = useAct(() => signOut(cache, () => navigate({ to: "/sign-in" })));
  return (
    <Button variant="default" leftSection={<Exit />} loading={leave.isPending} onClick={() => leave.mutate()}>
      {t("profile.signOut")}
    </Button>
  );
}
