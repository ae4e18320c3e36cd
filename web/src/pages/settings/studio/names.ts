import type { Meta } from '../../../api/types'
import { type Doc, get, type Json } from './sheet'

/** What things are called by people; what nobody named is called as programs call it. */
export interface Names {
  kind: (entity: string) => string
  field: (entity: string, field: string) => string
  option: (entity: string, field: string, key: string) => string
  stage: (entity: string, stage: string) => string
}

/** The label in a document: of a kind, the one of several. */
export const labelIn = (doc: Json | undefined): string | undefined => {
  const label = get(doc, ['label'])
  return typeof label === 'string' ? label : Array.isArray(label) ? String(label[1]) : undefined
}

/** Of the metadata in force, and of documents that are about to be, by what they speak of. */
export function namesOf(entities: Meta['entities'], documents: Record<string, Doc | null>): Names {
  const said = (entity: string, ...path: string[]) => labelIn(get(documents[entity] ?? undefined, path))
  return {
    kind: (entity) => entities[entity]?.label[1] ?? said(entity) ?? entity,
    field: (entity, field) => entities[entity]?.fields[field]?.label ?? said(entity, 'fields', field) ?? field,
    option: (entity, field, key) =>
      entities[entity]?.fields[field]?.of?.[key]?.label ?? said(entity, 'fields', field, 'of', key) ?? key,
    stage: (entity, stage) => entities[entity]?.pipeline?.[stage]?.label ?? said(entity, 'pipeline', stage) ?? stage,
  }
}
