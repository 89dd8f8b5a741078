import { Checkbox, Group, TextInput } from "@mantine/core";
import { useState } from "react";
import { useWords } from "@/lib/i18n";
import type { Choice } from "./useChoices";

interface SomeProps {
  label: string;
  description?: string;
  choices: readonly Choice[];
  value: readonly string[];
  onChange: (value: string[]) => void;
}

/** Some of a few. */
export function Some({ label, description, choices, value, onChange }: SomeProps) {
  const { t } = useWords();
  return (
    <Checkbox.Group
      label={label}
      description={choices.length === 0 ? t("rules.nothingHere") : description}
      value={[...value]}
      onChange={onChange}
    >
      <Group gap="md" mt={6}>
        {choices.map((one) => (
          <Checkbox key={one.value} value={one.value} label={one.label} />
        ))}
      </Group>
    </Checkbox.Group>
  );
}

interface ListedProps {
  label: string;
  value: readonly string[];
  onChange: (value: string[]) => void;
}

/** Several texts in one field, between commas. */
export function Listed({ label, value, onChange }: ListedProps) {
  const { t } = useWords();
  const [typed, setTyped] = useState(value.join(", "));
  return (
    <TextInput
      label={label}
      description={t("rules.separated")}
      dir="auto"
      value={typed}
      maxLength={2000}
      onChange={({ currentTarget: field }) => {
        setTyped(field.value);
        const parts = field.value.split(",").map((part) => part.trim());
        onChange(parts.filter((part) => part !== ""));
      }}
    />
  );
}
