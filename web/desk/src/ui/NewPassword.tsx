import { type FormEvent, useState } from "react";
import { useWords } from "@/lib/i18n";
import { SecretInput } from "./SecretInput";

/** Hands over the password in use and the new one, once both spellings of the new one are the same. */
export function useNewPassword(change: (body: { current: string; new: string }) => void) {
  const [differ, setDiffer] = useState(false);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const wanted = String(fields.get("new"));
    setDiffer(wanted !== fields.get("again"));
    if (wanted === fields.get("again")) change({ current: String(fields.get("current")), new: wanted });
  };
  return { differ, onSubmit };
}

/** The new password, twice. */
export function NewPassword({ differ }: { differ: boolean }) {
  const { t } = useWords();
  return (
    <>
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
    </>
  );
}
