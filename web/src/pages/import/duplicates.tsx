import type { Entity } from '../../api/types'
import { t } from '../../lib/words'
import { Checkbox } from '../../ui/checkbox'
import { Segments } from '../../ui/segments'
import { filled } from './map'
import style from './match.module.css'
import type { ImportDraft } from './use-import'

const telling = new Set(['text', 'email', 'phone', 'number', 'url', 'person_name', 'date', 'ref'])

/** What a row becomes that is there already, and by what one knows it. */
export function Duplicates({ entity, draft }: { entity: Entity; draft: ImportDraft }) {
  const { map } = draft
  const by = map.duplicate_by ?? []
  const have = filled(map)
  const fields = Object.values(entity.fields).filter(
    (f) => by.includes(f.name) || (have.has(f.name) && telling.has(f.type)),
  )
  return (
    <section className={style.box}>
      <h2>{t('import.duplicates')}</h2>
      <Segments
        label={t('import.duplicates_do')}
        value={map.on_duplicate ?? 'skip'}
        options={(['skip', 'update', 'create'] as const).map((id) => ({ id, label: t(`import.duplicates.${id}`) }))}
        onChange={(on_duplicate) => draft.change({ ...map, on_duplicate })}
      />
      {map.on_duplicate !== 'create' && (
        <fieldset className={style.by}>
          <legend>{t('import.duplicates_by')}</legend>
          {fields.map((f) => (
            <Checkbox
              key={f.name}
              label={f.label}
              checked={by.includes(f.name)}
              onChange={(on) =>
                draft.change({ ...map, duplicate_by: on ? [...by, f.name] : by.filter((name) => name !== f.name) })
              }
            />
          ))}
          {by.length === 0 && <p className="quiet">{t('import.duplicates_own')}</p>}
        </fieldset>
      )}
      <Segments
        label={t('import.alike_do')}
        value={map.on_alike ?? 'create'}
        options={(['create', 'skip', 'update', 'review'] as const).map((id) => ({
          id,
          label: t(`import.alike.${id}`),
        }))}
        onChange={(on_alike) => draft.change({ ...map, on_alike })}
      />
    </section>
  )
}
