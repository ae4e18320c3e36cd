import { keepLanguage, type Language, languageNames, languages, settings } from '../../lib/settings'
import style from './door.module.css'

const speak = (language: Language) => {
  keepLanguage(language)
  location.reload()
}

/** For whoever is not signed in: theirs, kept in this browser. */
export function Languages() {
  return (
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
  )
}
