import { useState } from 'react'
import { languageNames, languages } from '../../../lib/settings'
import { matches } from '../../../lib/text'
import { t } from '../../../lib/words'
import { Empty } from '../../../ui/bits'
import { Checkbox } from '../../../ui/checkbox'
import { TextField } from '../../../ui/text-field'
import { allWords, missingIn } from './all-words'
import edit from './edit.module.css'
import type { Draft } from './use-draft'
import style from './words.module.css'

/** What everything is called, in every language; what nobody said in one is marked. */
export function WordsPart({ draft }: { draft: Draft }) {
  const [typed, setTyped] = useState('')
  const [only, setOnly] = useState(false)
  const [docs, setDocs] = useState(false)
  const all = allWords(draft, docs)
  const missing = (line: (typeof all)[number]) => languages.filter((language) => missingIn(draft, line, language))
  const found = all.filter(
    (line) => (!only || missing(line).length > 0) && matches(languages.map((l) => line.get(draft, l)).join(' '), typed),
  )
  const count = all.reduce((n, line) => n + missing(line).length, 0)
  return (
    <div className={style.part}>
      <p className={edit.help}>{t('studio.words_help')}</p>
      <div className={style.tools}>
        <TextField
          type="search"
          label={t('studio.find_word')}
          hideLabel
          placeholder={t('studio.find_word')}
          className={style.find}
          value={typed}
          onChange={setTyped}
          autoComplete="off"
        />
        <Checkbox label={t('studio.words_only', { count })} checked={only} onChange={setOnly} />
        <Checkbox label={t('studio.words_docs')} checked={docs} onChange={setDocs} />
      </div>
      {found.length === 0 ? (
        <Empty title={t('ui.nothing_found')} />
      ) : (
        <div className={style.grid} role="table" aria-label={t('studio.part.words')}>
          <div role="row" className={style.head}>
            {languages.map((language) => (
              <span key={language} role="columnheader" lang={language}>
                {languageNames[language]}
              </span>
            ))}
          </div>
          {found.map((line) => (
            <div key={line.id} role="row" className={style.row} data-level={line.level}>
              {languages.map((language) => {
                const gone = missingIn(draft, line, language)
                return (
                  <span key={language} role="cell" lang={language} data-missing={gone || undefined}>
                    <TextField
                      label={`${line.get(draft, 'en')}, ${languageNames[language]}${gone ? `: ${t('studio.word_missing')}` : ''}`}
                      hideLabel
                      value={line.get(draft, language)}
                      placeholder={gone ? line.get(draft, 'en') : undefined}
                      onChange={(value) => line.put(draft, language, value)}
                    />
                  </span>
                )
              })}
            </div>
          ))}
        </div>
      )}
    </div>
  )
}
