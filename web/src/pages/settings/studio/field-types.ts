import {
  AlignLeft,
  AtSign,
  CalendarClock,
  CalendarDays,
  CircleDollarSign,
  CircleDot,
  FileText,
  Hash,
  Image,
  Link2,
  ListChecks,
  type LucideIcon,
  MapPin,
  Percent,
  Phone,
  Pilcrow,
  Sigma,
  Star,
  Tags,
  Timer,
  ToggleLeft,
  Type,
  UserRound,
  Waypoints,
} from 'lucide-react'
import type { FieldType } from '../../../api/types'
import { t, type WordKey } from '../../../lib/words'

/** The types one may add a field of, those that most are first; each is said in a sentence. */
export const offered = [
  'text',
  'long_text',
  'choice',
  'choices',
  'date',
  'time',
  'money',
  'int',
  'real',
  'percent',
  'bool',
  'ref',
  'phone',
  'email',
  'url',
  'address',
  'person_name',
  'tags',
  'score',
  'duration',
  'file',
  'image',
  'rich_text',
] as const satisfies readonly FieldType[]
export type Offered = (typeof offered)[number]

const icons: Record<FieldType, LucideIcon> = {
  text: Type,
  long_text: AlignLeft,
  rich_text: Pilcrow,
  choice: CircleDot,
  choices: ListChecks,
  tags: Tags,
  date: CalendarDays,
  time: CalendarClock,
  duration: Timer,
  money: CircleDollarSign,
  int: Hash,
  real: Sigma,
  percent: Percent,
  score: Star,
  bool: ToggleLeft,
  ref: Link2,
  any: Waypoints,
  phone: Phone,
  email: AtSign,
  url: Link2,
  address: MapPin,
  person_name: UserRound,
  file: FileText,
  image: Image,
  number: Hash,
}

const isKnown = (type: string): type is FieldType => type in icons
export const typeIcon = (type: string): LucideIcon => (isKnown(type) ? icons[type] : Type)
/** What a type is called; one that a newer server knows is called as the server calls it. */
export const typeLabel = (type: string): string => (isKnown(type) ? t(`studio.type.${type}` as WordKey) : type)
export const typeDoc = (type: Offered): string => t(`studio.type_doc.${type}`)
