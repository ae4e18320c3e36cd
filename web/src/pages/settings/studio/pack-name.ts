import { type Language, settings } from '../../../lib/settings'

interface Called {
  name: string
  label?: Partial<Record<Language, string>> | null
}

/** What a pack is called, in the person's language if it says so. */
export const packTitle = ({ name, label }: Called): string =>
  label?.[settings().language] ?? label?.en ?? nameOfPack(name)

export const nameOfPack = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ')
