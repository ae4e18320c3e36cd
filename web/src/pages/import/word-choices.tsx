import type { Import } from '../../api/imports'
import type { Field } from '../../api/types'
import { t } from '../../lib/words'
import { Select } from '../../ui/lazy'
import { changeWord, choiceFor, wordsOf } from './map'
import style from './match.module.css'
import type { ImportDraft } from './use-import'

interface WordChoicesProps {
  header: string
  field: Field
  import: Import
  draft: ImportDraft
}

/** Each word of the column, and the choice it means. */
export function WordChoices({ header, field, import: given, draft }: WordChoicesProps) {
  const said = draft.map.columns[header]?.words ?? {}
  const words = [...new Set([...wordsOf(given, header), ...Object.keys(said)])].slice(0, 40)
  const options =
    field.type === 'bool'
      ? [
          { id: 'true', label: t('field.yes') },
          { id: 'false', label: t('field.no') },
        ]
      : Object.entries(field.of ?? {}).map(([id, { label, hue }]) => ({ id, label, hue }))
  return (
    <fieldset className={style.words}>
      <legend>{t('import.words')}</legend>
      {words.map((word) => (
        <Select
          key={word}
          label={word}
          value={said[word] ?? choiceFor(field, word) ?? null}
          none={t('import.as_it_is')}
          options={options}
          onChange={(to) => draft.change(changeWord(draft.map, header, word, to ?? ''))}
        />
      ))}
      <p className="quiet">{t('import.words_help')}</p>
    </fieldset>
  )
}
