import { Textarea, type TextareaProps } from "@mantine/core";
import { useState } from "react";

interface Props extends Omit<TextareaProps, "value" | "onChange"> {
  value: readonly string[];
  onChange: (lines: string[]) => void;
}

/** Several short texts, one a line: typed, pasted and put in order like any text. Lines that say nothing do not count. */
export function Lines({ value, onChange, ...props }: Props) {
  const [typed, setTyped] = useState("");
  // What was typed stays as it was typed, unless somebody else has changed what it says.
  const shown = linesOf(typed).join("\n") === value.join("\n") ? typed : value.join("\n");
  return (
    <Textarea
      autosize
      minRows={2}
      maxRows={16}
      {...props}
      value={shown}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        onChange(linesOf(event.currentTarget.value));
      }}
    />
  );
}

const linesOf = (text: string): string[] => [
  ...new Set(
    text
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== ""),
  ),
];
