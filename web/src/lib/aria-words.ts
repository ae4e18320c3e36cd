import { type Language, tag } from './settings'

// React Aria's own sentences (for screen readers mostly). Vietnamese and Persian are not among its 34 languages.
const dictionaries: Record<Language, () => Promise<{ words: object }>> = {
  en: () => import('../../messages/rac/en'),
  vi: () => import('../../messages/rac/vi'),
  fa: () => import('../../messages/rac/fa'),
  zh: () => import('../../messages/rac/zh'),
}

let wanted: Language | undefined

/** Hands React Aria its words before any of its parts is drawn: the first of them keeps what it finds. */
export async function loadAriaWords(language: Language): Promise<void> {
  wanted = language
  const { words } = await dictionaries[language]()
  if (wanted !== language) return
  Object.assign(window, {
    [Symbol.for('react-aria.i18n.locale')]: tag(language),
    [Symbol.for('react-aria.i18n.strings')]: words,
  })
}
