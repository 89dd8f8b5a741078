import { Textarea, TextInput } from "@mantine/core";
import { useWords } from "@/lib/i18n";

interface Props {
  label: string;
  languages: string[];
  value: Record<string, string>;
  long?: boolean;
  onChange: (value: Record<string, string>) => void;
}

/** A text in each language of the workspace; where there is none, nothing is shown in that language. */
export function SpokenField({ label, languages, value, long, onChange }: Props) {
  const { languageName } = useWords();
  const write = (language: string, text: string) => {
    const { [language]: _, ...rest } = value;
    onChange(text === "" ? rest : { ...rest, [language]: text });
  };
  return languages.map((language) => {
    const field = {
      label: `${label} · ${languageName(language)}`,
      lang: language,
      value: value[language] ?? "",
      maxLength: 500,
      onChange: (event: { currentTarget: { value: string } }) => write(language, event.currentTarget.value),
    };
    return long ? (
      <Textarea key={language} {...field} autosize minRows={2} />
    ) : (
      <TextInput key={language} {...field} />
    );
  });
}
