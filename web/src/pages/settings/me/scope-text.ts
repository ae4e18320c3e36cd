import type { Entity } from '../../../api/types'
import { t } from '../../../lib/words'

/** The words of a token as a person says them: "sees everything · changes Deals · takes out files". */
export function scopeText(scopes: readonly string[], entities: Record<string, Entity>): string {
  const named = (verb: 'read' | 'write') =>
    scopes
      .filter((s) => s.startsWith(`${verb}:`))
      .map((s) => s.slice(verb.length + 1))
      .map((name) => (name === '*' ? t('token.everything') : (entities[name]?.label[1] ?? name)))
      .join(', ')
  const [sees, changes] = [named('read'), named('write')]
  const whole = scopes.includes('*')
  return [
    (whole || scopes.length === 0) && t('token.for_all'),
    sees && t('token.sees', { what: sees }),
    changes && t('token.changes', { what: changes }),
    scopes.includes('export') && t('token.export'),
    scopes.includes('admin') && t('token.admin'),
  ]
    .filter(Boolean)
    .join(' · ')
}
