/** The beginning of a message, read without the marks of its Markdown. */
export const unmarked = (text: string): string => text.replace(/\*\*|`|\\(?=[*_`[:])/g, "");
