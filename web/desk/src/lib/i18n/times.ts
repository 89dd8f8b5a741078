const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The reader's own region of the language where the browser names one: 18:30 in Dublin, 6:30 PM in Boston. */
export function regional(language: string): string {
  const own = navigator.languages.find((tag) => tag.toLowerCase().startsWith(`${language}-`));
  return own ?? (language === "en" ? "en-GB" : language);
}

/** Every way the desk says a time, by Intl in the reader's language and time zone. */
export function timeFormats(spoken: string) {
  const language = regional(spoken);
  const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
  const weekday = new Intl.DateTimeFormat(language, { weekday: "short" });
  const date = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
  const dateWithYear = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric" });
  const long = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" });
  const full = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "long" });
  const units = (unit: string) =>
    new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "narrow", maximumFractionDigits: 0 });
  const short = { minute: units("minute"), hour: units("hour"), day: units("day") };

  const names = new Intl.DisplayNames(language, { type: "language" });
  const capital = (text: string) => text.charAt(0).toLocaleUpperCase(language) + text.slice(1);

  const midnight = (at: Date) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
  const daysAgo = (at: Date, now: Date) => Math.round((midnight(now) - midnight(at)) / day);

  return {
    /** A language by its name in the reader's: "it" is "Italian", "Italiano", "Italienisch". */
    languageName(tag: string) {
      try {
        return capital(names.of(tag) ?? tag);
      } catch {
        return tag;
      }
    },
    clock: (at: string | Date) => clock.format(new Date(at)),
    /** Day and time by the reader's own clock, or by that of a time zone. */
    full: (at: string | Date, timeZone?: string) =>
      timeZone === undefined
        ? full.format(new Date(at))
        : new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", timeZone }).format(
            new Date(at),
          ),
    /** A day with its year, by the reader's own clock or by that of a time zone. */
    date: (at: string | Date, timeZone?: string) =>
      (timeZone === undefined
        ? dateWithYear
        : new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric", timeZone })
      ).format(new Date(at)),
    /** For a list: the hour today, the weekday this week, else the date. */
    brief(at: string | Date, now = new Date()) {
      const then = new Date(at);
      const days = daysAgo(then, now);
      if (days <= 0) return clock.format(then);
      if (days < 7) return weekday.format(then);
      return (then.getFullYear() === now.getFullYear() ? date : dateWithYear).format(then);
    },
    /** For a day separator: today, yesterday, else the day's name and date. */
    dayName(at: string | Date, now = new Date()) {
      const days = daysAgo(new Date(at), now);
      return days < 2 ? relative.format(-days, "day") : long.format(new Date(at));
    },
    /** How long somebody has been waiting: "4m", "2h", "3d". */
    waited(since: string | Date, now = new Date()) {
      const ms = Math.max(0, now.getTime() - new Date(since).getTime());
      if (ms < hour) return short.minute.format(Math.floor(ms / minute));
      if (ms < day) return short.hour.format(Math.floor(ms / hour));
      return short.day.format(Math.floor(ms / day));
    },
    ago(at: string | Date, now = new Date()) {
      const ms = new Date(at).getTime() - now.getTime();
      if (Math.abs(ms) < hour) return relative.format(Math.round(ms / minute), "minute");
      if (Math.abs(ms) < day) return relative.format(Math.round(ms / hour), "hour");
      return relative.format(Math.round(ms / day), "day");
    },
  };
}

export type Times = ReturnType<typeof timeFormats>;
