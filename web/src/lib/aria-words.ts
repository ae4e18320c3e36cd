import { type Language, tag } from './settings'

// React Aria's own sentences (for screen readers mostly). Vietnamese and Persian are not among its 34 languages.
const dictionaries: Record<Language, () => Promise<{ words: object }>> = {
  en: () => import('../../messages/rac/en'),
  vi: () => import('../../messages/rac/vi'),
  fa: () => import('../../messages/rac/fa'),
  zh: () => import('../../messages/rac/zh'),
}

/** Hands React Aria its words before any of its parts is drawn: the first of them keeps what it finds. */
export async function loadAriaWords(language: Language): Promise<void> {
  const { words } = await dictionaries[language]()
  Object.assign(window, {
    [Symbol.for('react-aria.i18n.locale')]: tag(language),
    [Symbol.for('react-aria.i18n.strings')]: words,
  })
}
