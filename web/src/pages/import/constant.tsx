import { X } from 'lucide-react'
import { Suspense } from 'react'
import type { Entity, Field, Value } from '../../api/types'
import { kindOf } from '../../fields'
import { list } from '../../lib/fmt'
import { t } from '../../lib/words'
import { IconButton } from '../../ui/button'
import { Select } from '../../ui/lazy'
import { TextField } from '../../ui/text-field'
import style from './match.module.css'

interface ConstantProps {
  entity: Entity
  field: Field
  header: readonly string[]
  /** undefined: nothing said yet */
  value: unknown
  onChange: (value: unknown) => void
}

const isConditional = (value: unknown): value is { const: Value; when: string } =>
  typeof value === 'object' && value !== null && 'const' in value

/** One field filled by hand. Text may name columns in braces; what only a stage asks for is set only there. */
export function Constant({ entity, field, header, value, onChange }: ConstantProps) {
  const given = (isConditional(value) ? value.const : value) as Value | undefined
  const when = isConditional(value) ? value.when : undefined
  const stages = Object.entries(entity.pipeline ?? {}).filter(([, stage]) => stage.needs?.includes(field.name))
  const rules = stages.map(([key, stage]) => ({
    id: `stage = '${key}'`,
    label: t('import.only_at', { stage: stage.label }),
  }))
  if (when && !rules.some((r) => r.id === when)) rules.push({ id: when, label: when })

  const say = (next: Value | undefined, rule: string | undefined) =>
    onChange(rule && next !== undefined ? { const: next, when: rule } : next)
  const { Edit } = kindOf(field)
  const isText = field.type === 'text' || field.type === 'long_text'
  return (
    <div className={style.constant}>
      {isText ? (
        <TextField
          label={field.label}
          required={field.required}
          doc={t('import.template_help', {
            columns: list(
              header.slice(0, 4).map((h) => `{${h}}`),
              'unit',
            ),
          })}
          value={typeof given === 'string' ? given : ''}
          onChange={(text) => say(text === '' && field.required ? undefined : text, when)}
        />
      ) : (
        <Suspense>
          <Edit field={field} value={given ?? null} onDone={(next: Value) => say(next, when ?? rules[0]?.id)} />
        </Suspense>
      )}
      {rules.length > 0 && (
        <Suspense>
          <Select
            label={t('import.where')}
            value={when ?? null}
            none={t('import.every_row')}
            options={rules}
            onChange={(rule) => say(given ?? null, rule ?? undefined)}
          />
        </Suspense>
      )}
      {value !== undefined && (
        <IconButton label={t('ui.remove_named', { name: field.label })} icon={X} onClick={() => onChange(undefined)} />
      )}
    </div>
  )
}
