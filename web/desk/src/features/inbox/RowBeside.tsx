import { useBeside } from "@/lib/live/beside";
import { BesideMark } from "@/ui/BesideMark";

interface Props {
  workspace: string;
  conversation: string;
  me: string;
}

/** Colleagues who look at a listed conversation, or write in it. */
export default function RowBeside({ workspace, conversation, me }: Props) {
  const people = useBeside(workspace, me)(conversation);
  return people.length > 0 && <BesideMark people={people} />;
}
