import type { Field } from '../../api/types'
import { t } from '../../lib/words'
import { may } from '../../meta/may'
import { useMeta } from '../../meta/use-meta'
import { Select } from '../../ui/lazy'
import { Segments } from '../../ui/segments'
import { changeColumn } from './map'
import type { ImportDraft } from './use-import'

const telling = new Set(['text', 'email', 'phone', 'number', 'person_name', 'url'])

interface FindOptionsProps {
  header: string
  field: Field
  draft: ImportDraft
}

/** By which of its fields the other record is found, and what happens when there is none. */
export function FindOptions({ header, field, draft }: FindOptionsProps) {
  const { entities } = useMeta()
  const target = entities[[field.to ?? ''].flat()[0] ?? '']
  if (!target) return null
  const column = draft.map.columns[header]
  const fields = Object.values(target.fields).filter((f) => telling.has(f.type))
  const answers = (['create', 'skip', 'refuse'] as const).filter((id) => id !== 'create' || may(target, 'create'))
  return (
    <>
      <Select
        label={t('import.find_by', { entity: target.label[0] })}
        value={column?.find ?? target.face.title}
        options={fields.map((f) => ({ id: f.name, label: f.label }))}
        onChange={(find) => find && draft.change(changeColumn(draft.map, header, { find }))}
      />
      <Segments
        label={t('import.not_found')}
        value={column?.missing ?? 'refuse'}
        options={answers.map((id) => ({ id, label: t(`import.not_found.${id}`) }))}
        onChange={(missing) => draft.change(changeColumn(draft.map, header, { missing }))}
      />
    </>
  )
}
