/** How the person in front of the screen reads: set once at start, read by every formatter. */
export type Language = 'en' | 'vi' | 'fa' | 'zh'
export type Calendar = 'gregorian' | 'persian'
export type Digits = 'latn' | 'arabext'

export interface Settings {
  language: Language
  calendar: Calendar
  digits: Digits
  zone: string
  /** 1 = Monday … 7 = Sunday */
  firstDay: number
}

export const languages: readonly Language[] = ['en', 'vi', 'fa', 'zh']
export const languageNames: Record<Language, string> = { en: 'English', vi: 'Tiếng Việt', fa: 'فارسی', zh: '中文' }

const region: Record<Language, string> = { en: 'en-GB', vi: 'vi-VN', fa: 'fa-IR', zh: 'zh-CN' }

/** What suits a language before the person has said anything. */
export function usual(language: Language): Settings {
  const fa = language === 'fa'
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
  return {
    language,
    calendar: fa ? 'persian' : 'gregorian',
    digits: fa ? 'arabext' : 'latn',
    zone,
    firstDay: fa ? 6 : 1,
  }
}

let current: Settings = usual('en')

export const settings = (): Settings => current
export const isRtl = (language: Language = current.language): boolean => language === 'fa'

export function applySettings(next: Settings): void {
  current = next
}

/** "fa-IR" … : the language with its region, without calendar and digits. */
export const tag = (language: Language = current.language): string => region[language]

/** The locale for Intl: language, calendar and digits as the person set them. */
export function locale({ language, calendar, digits } = current): string {
  return `${region[language]}-u-ca-${calendar === 'persian' ? 'persian' : 'gregory'}-nu-${digits}`
}

/** For React Aria, never with -nu-: that would stop it from accepting the other kind of digits. */
export function ariaLocale({ language, calendar } = current): string {
  return `${region[language]}-u-ca-${calendar === 'persian' ? 'persian' : 'gregory'}`
}

const kept = 'kith.language'

/** The language before anybody signed in: the last one used here, else the first one the browser asks for. */
export function guessLanguage(): Language {
  const asked = [localStorage.getItem(kept) ?? '', ...navigator.languages].map((l) => l.slice(0, 2))
  return languages.find((l) => l === asked.find((a) => (languages as readonly string[]).includes(a))) ?? 'en'
}

export const keepLanguage = (language: Language): void => localStorage.setItem(kept, language)
