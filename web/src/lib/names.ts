import { type Language, settings } from './settings'

export interface PersonName {
  family?: string
  middle?: string
  given?: string
  title?: string
}

const han = /[\u3400-\u9fff]/
const arabic = /[\u0600-\u06ff]/
const vietnamese = /[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/i

const families = new Set(
  (
    'nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dao doan vuong trinh truong dinh lam phung ' +
    'mai to ha cao luong luu ta thai chau quach la tang kieu dam diep khong'
  ).split(' '),
)

/** The language a name belongs to: the script says it, else the reader's own. */
export function languageOf(name: string): Language {
  if (han.test(name)) return 'zh'
  if (arabic.test(name)) return 'fa'
  if (vietnamese.test(name.normalize('NFC'))) return 'vi'
  // Vietnamese without marks is known by its family, as the server does; Matthew Young stays as he is.
  const [first = ''] = name.trim().toLowerCase().split(/\s+/)
  return settings().language === 'vi' && families.has(first) ? 'vi' : 'en'
}

/** The whole name in the order of its own language: Nguyễn Đức Trang, 陈思远, علی احمدی. */
export function fullName({ family = '', middle = '', given = '' }: PersonName): string {
  const language = languageOf([family, middle, given].join(' '))
  if (language === 'zh') return family + middle + given
  const order = language === 'vi' ? [family, middle, given] : [given, middle, family]
  return order.filter(Boolean).join(' ')
}

/** A typed name taken apart, the way its language writes names. */
export function splitName(typed: string): PersonName | null {
  const name = typed.trim().replace(/\s+/g, ' ')
  if (!name) return null
  const language = languageOf(name)
  if (language === 'zh' && !name.includes(' ')) return { family: name.slice(0, 1), given: name.slice(1) }
  const words = name.split(' ')
  if (words.length === 1) return { given: name }
  const first = words[0]!
  const last = words[words.length - 1]!
  const middle = words.slice(1, -1).join(' ')
  const name3 = language === 'vi' || language === 'zh' ? { family: first, given: last } : { given: first, family: last }
  return middle ? { ...name3, middle } : name3
}

/** What we call somebody in a greeting. */
export function callName(name: string): string {
  const language = languageOf(name)
  if (language === 'zh') return name
  const words = name.trim().split(/\s+/)
  return (language === 'vi' ? words[words.length - 1] : words[0]) ?? name
}

/** The letters of an avatar: one, or two where there is room. */
export function initials(name: string, large = false): string {
  const clean = name.trim().replace(/[^\p{L}\p{N}\s]/gu, '')
  const words = clean.split(/\s+/).filter(Boolean)
  const letter = (word = '') => [...word][0]?.toUpperCase() ?? ''
  switch (languageOf(clean)) {
    case 'zh':
      return [...clean.replace(/\s/g, '')].slice(large ? -2 : -1).join('')
    case 'vi':
      return letter(words[words.length - 1])
    case 'fa':
      // A non-joiner between the two letters keeps them from growing together.
      return large && words.length > 1
        ? `${letter(words[0])}\u200c${letter(words[words.length - 1])}`
        : letter(words[0])
    default:
      return words.length > 1 && large ? letter(words[0]) + letter(words[words.length - 1]) : letter(words[0])
  }
}

/** Words that say what kind of company it is and not which one. */
const kindWords = /^(công ty|cty|tnhh|cp|mtv|cổ phần|tập đoàn|doanh nghiệp|شرکت|گروه|مؤسسه|the)\s+/i

/** The letter of a company: that of its name, not of its kind. */
export function companyInitial(name: string): string {
  let rest = name.trim()
  while (kindWords.test(rest)) rest = rest.replace(kindWords, '')
  return [...rest.replace(/[^\p{L}\p{N}]/gu, '')][0]?.toUpperCase() ?? ''
}

const hues = [20, 60, 95, 145, 185, 220, 255, 290, 330]

/** One of the nine hues, always the same for the same name. */
export function hueOf(name: string): number {
  let hash = 0
  for (let i = 0; i < name.length; i++) hash = (hash * 31 + name.charCodeAt(i)) | 0
  return hues[Math.abs(hash) % hues.length]!
}
