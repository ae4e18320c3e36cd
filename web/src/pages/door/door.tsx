import type { ReactNode } from 'react'
import { keepLanguage, type Language, languageNames, languages, settings } from '../../lib/settings'
import style from './door.module.css'

interface DoorProps {
  title: string
  /** room for more than a few fields */
  wide?: boolean
  children: ReactNode
}

/** What stands before the app: one card on the desk, the languages above it. */
export function Door({ title, wide, children }: DoorProps) {
  const speak = (language: Language) => {
    keepLanguage(language)
    location.reload()
  }
  return (
    <main className={style.door}>
      <div className={style.languages}>
        {languages.map((language) => (
          <button
            key={language}
            type="button"
            lang={language}
            aria-current={language === settings().language || undefined}
            onClick={() => speak(language)}
          >
            {languageNames[language]}
          </button>
        ))}
      </div>
      <div className={style.card} data-wide={wide || undefined}>
        <div className={style.brand}>
          <img src="/icon.svg" alt="" width={34} height={34} />
          <span>Kith</span>
        </div>
        <h1 className={style.title}>{title}</h1>
        {children}
      </div>
    </main>
  )
}
