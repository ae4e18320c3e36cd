import { useState } from 'react'
import { matches } from '../../../lib/text'
import { t } from '../../../lib/words'
import { Pill } from '../../../ui/bits'
import { Sheet as SideSheet } from '../../../ui/lazy'
import { TextField } from '../../../ui/text-field'
import { LevelButton } from './level-button'
import style from './list.module.css'
import page from './page.module.css'
import own from './rights.module.css'
import { roleName } from './role-name'
import { cellKey, type Sheet, type SheetEntity } from './sheet'
import type { Draft } from './use-sheet'

interface FieldLevelsProps {
  sheet: Sheet
  draft: Draft
  entity: SheetEntity
  /** what its records are called */
  name: string
  role: string
  onClose: () => void
}

/** What of a record one role sees and changes, field by field. */
export function FieldLevels({ sheet, draft, entity, name, role, onClose }: FieldLevelsProps) {
  const [typed, setTyped] = useState('')
  const found = entity.fields.filter((f) => matches(f.label, typed))
  return (
    <SideSheet
      title={t('rights.fields_title', { entity: name, role: roleName(sheet, role) })}
      onClose={onClose}
      width={460}
    >
      <p className={page.help}>{t('rights.fields_help')}</p>
      {entity.fields.length > 12 && (
        <TextField
          type="search"
          className={style.findField}
          label={t('rights.find_field')}
          hideLabel
          placeholder={t('rights.find_field')}
          value={typed}
          onChange={setTyped}
          autoComplete="off"
        />
      )}
      <ul className={style.list}>
        {found.map((field) => {
          const key = cellKey(role, entity.name, 'fields', field.name)
          const fault = draft.fault(key)
          return (
            <li key={field.name}>
              <span>{field.label}</span>
              {field.private ? (
                <Pill>{t('rights.field_private')}</Pill>
              ) : (
                <LevelButton
                  label={`${name}, ${field.label}`}
                  value={draft.level(key)}
                  of="field"
                  choices={field.guardable ? ['none', 'see', 'change'] : ['see', 'change']}
                  own={draft.own(key)}
                  changed={draft.changes.has(key)}
                  fault={fault}
                  onChange={(level) => draft.put(key, level)}
                />
              )}
              {fault && (
                <small role="alert" className={own.fault}>
                  {fault}
                </small>
              )}
            </li>
          )
        })}
      </ul>
    </SideSheet>
  )
}
