import type { DateOrder, Import } from '../../api/imports'
import type { Field } from '../../api/types'
import { date } from '../../lib/date'
import { currencies, homeCurrency, unitOf } from '../../lib/money'
import { t } from '../../lib/words'
import { Select } from '../../ui/lazy'
import { TextField } from '../../ui/text-field'
import { FindOptions } from './find-options'
import { dates, numbers, plain, worded } from './kinds'
import { changeColumn, wordsOf } from './map'
import style from './match.module.css'
import { readAs } from './read-as'
import type { ImportDraft } from './use-import'
import { WordChoices } from './word-choices'
import { WordPairs } from './word-pairs'

const orders: DateOrder[] = ['d/m/y', 'm/d/y', 'y/m/d', 'iso', 'jalali']
const orderWord: Record<DateOrder, 'dmy' | 'mdy' | 'ymd' | 'iso' | 'jalali'> = {
  'd/m/y': 'dmy',
  'm/d/y': 'mdy',
  'y/m/d': 'ymd',
  iso: 'iso',
  jalali: 'jalali',
}

interface ColumnOptionsProps {
  header: string
  field: Field
  import: Import
  draft: ImportDraft
}

export function ColumnOptions(props: ColumnOptionsProps) {
  const { field } = props
  return (
    <div className={style.options}>
      {dates.has(field.type) && <DateOptions {...props} />}
      {numbers.has(field.type) && <NumberOptions {...props} />}
      {field.type === 'ref' && <FindOptions {...props} />}
      {worded.has(field.type) && <WordChoices {...props} />}
      {plain.has(field.type) && <WordPairs {...props} />}
    </div>
  )
}

function DateOptions({ header, import: given, draft }: ColumnOptionsProps) {
  const order = draft.map.columns[header]?.date ?? 'iso'
  // A day beyond the twelfth shows best which is which.
  const words = wordsOf(given, header)
  const example = words.find((w) => /\b(1[3-9]|2\d|3[01])\b/.test(w)) ?? words[0] ?? ''
  const read = readAs(example, order)
  return (
    <>
      <Select
        label={t('import.date_order')}
        value={order}
        options={orders.map((id) => ({ id, label: t(`import.date.${orderWord[id]}`) }))}
        onChange={(id) => draft.change(changeColumn(draft.map, header, { date: orders.find((o) => o === id) }))}
      />
      {example && (
        <p className={read ? style.example : style.wrong}>
          {read
            ? t('import.date_read', { text: example, date: date(read, 'long') })
            : t('import.date_unread', { text: example })}
        </p>
      )}
    </>
  )
}

function NumberOptions({ header, field, draft }: ColumnOptionsProps) {
  const column = draft.map.columns[header]
  const change = (what: Parameters<typeof changeColumn>[2]) => draft.change(changeColumn(draft.map, header, what))
  return (
    <>
      {field.type === 'money' && (
        <Select
          label={t('field.currency')}
          value={column?.currency ?? homeCurrency()}
          options={currencies().map((c) => ({ id: c.code, label: unitOf(c.code), under: c.code }))}
          onChange={(id) => change({ currency: id ?? undefined })}
        />
      )}
      <Select
        label={t('import.decimal')}
        value={column?.decimal ?? null}
        none={t('import.decimal.auto')}
        options={[
          { id: '.', label: t('import.decimal.point') },
          { id: ',', label: t('import.decimal.comma') },
        ]}
        onChange={(id) => change({ decimal: id === '.' || id === ',' ? id : undefined })}
      />
      <TextField
        label={t('import.scale')}
        doc={t('import.scale_help')}
        inputMode="decimal"
        latin
        value={String(column?.scale ?? '')}
        onChange={(scale) => change({ scale: /^\d+(\.\d+)?$/.test(scale) ? scale : undefined })}
      />
    </>
  )
}
