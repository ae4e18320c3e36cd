import { Plus } from 'lucide-react'
import { useRef, useState } from 'react'
import { t } from '../../lib/words'
import { Chip } from '../../ui/bits'
import { Button } from '../../ui/button'
import { TextField } from '../../ui/text-field'
import { changeWord } from './map'
import style from './match.module.css'
import type { ImportDraft } from './use-import'

/** Misspelt words of the file, and how they should have been written. */
export function WordPairs({ header, draft }: { header: string; draft: ImportDraft }) {
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const first = useRef<HTMLInputElement>(null)
  const said = Object.entries(draft.map.columns[header]?.words ?? {})
  const add = () => {
    draft.change(changeWord(draft.map, header, from.trim(), to.trim()))
    setFrom('')
    setTo('')
    // The button goes dead with the empty fields: the focus must not go with it.
    first.current?.focus()
  }
  return (
    <fieldset className={style.words}>
      <legend>{t('import.replace')}</legend>
      {said.map(([word, meant]) => (
        <Chip
          key={word}
          removeLabel={t('ui.remove_named', { name: word })}
          onRemove={() => draft.change(changeWord(draft.map, header, word, ''))}
        >
          <bdi>{word}</bdi> → <bdi>{meant}</bdi>
        </Chip>
      ))}
      <div className={style.pair}>
        <TextField label={t('import.replace_from')} value={from} onChange={setFrom} ref={first} />
        <TextField label={t('import.replace_to')} value={to} onChange={setTo} />
        <Button icon={Plus} onClick={add} disabled={!from.trim() || !to.trim()}>
          {t('import.replace_add')}
        </Button>
      </div>
    </fieldset>
  )
}
