import { Alert } from "@mantine/core";
import { Alert as AlertIcon } from "./icons";
import { useProblemWords } from "./States";

/** Why it did not work, read aloud at once, beside the form that can mend it. */
export function Refusal({ error }: { error: unknown }) {
  const say = useProblemWords();
  if (error === null || error === undefined) return null;
  const { title, detail } = say(error);
  return (
    <Alert color="red" variant="light" role="alert" icon={<AlertIcon />} title={title} mb="sm">
      {detail}
    </Alert>
  );
}
