import { Plus } from 'lucide-react'
import type { Import } from '../../api/imports'
import type { Entity, Field } from '../../api/types'
import { t } from '../../lib/words'
import { Button } from '../../ui/button'
import type { MenuGroup } from '../../ui/menu'
import { MenuButton } from '../../ui/menu-button'
import { Constant } from './constant'
import { filled, mayFill, setConstant } from './map'
import style from './match.module.css'
import type { ImportDraft } from './use-import'

interface ConstantsProps {
  import: Import
  entity: Entity
  draft: ImportDraft
  missing: readonly Field[]
}

const canBeSaid = new Set(['ref', 'any', 'file', 'image', 'person_name', 'address', 'number'])

/** Fields the file says nothing of: one value for every row, or a text put together from columns. */
export function Constants({ import: given, entity, draft, missing }: ConstantsProps) {
  const { map } = draft
  const have = filled(map)
  const said = Object.keys(map.set ?? {}).filter((name) => entity.fields[name])
  const shown = [...missing.map((f) => f.name).filter((name) => !said.includes(name)), ...said]
  const free = Object.values(entity.fields).filter(
    (f) => mayFill(f) && !have.has(f.name) && !shown.includes(f.name) && !canBeSaid.has(f.type),
  )
  const groups: MenuGroup[] = [{ items: free.map((f) => ({ id: f.name, label: f.label })) }]
  return (
    <section className={style.box}>
      <h2>{t('import.constants')}</h2>
      <p className="quiet">{t('import.constants_help')}</p>
      {shown.map((name) => (
        <Constant
          key={name}
          entity={entity}
          field={entity.fields[name]!}
          header={given.header}
          value={map.set?.[name]}
          onChange={(value) => draft.change(setConstant(map, name, value))}
        />
      ))}
      <div>
        <MenuButton
          label={t('import.constant_add')}
          groups={groups}
          onAction={(name) => draft.change(setConstant(map, name, null))}
        >
          {(props) => (
            <Button {...props} icon={Plus}>
              {t('import.constant_add')}
            </Button>
          )}
        </MenuButton>
      </div>
    </section>
  )
}
