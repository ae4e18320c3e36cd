import { fold } from '../../../lib/text'

const persian: Record<string, string> = {
  ا: 'a', آ: 'a', أ: 'a', إ: 'e', ب: 'b', پ: 'p', ت: 't', ث: 's', ج: 'j', چ: 'ch', ح: 'h', خ: 'kh', د: 'd', ذ: 'z',
  ر: 'r', ز: 'z', ژ: 'zh', س: 's', ش: 'sh', ص: 's', ض: 'z', ط: 't', ظ: 'z', ع: 'a', غ: 'gh', ف: 'f', ق: 'gh', ک: 'k',
  گ: 'g', ل: 'l', م: 'm', ن: 'n', و: 'v', ه: 'h', ة: 'h', ی: 'i', ئ: 'i', ؤ: 'v', ء: '',
} // biome-ignore format: a table

const longest = 40

/**
 * The name of a field, choice or kind for programs, from what people call it: "Ngày ký hợp đồng" is "ngay_ky_hop_dong".
 * What cannot be spelled in a-z (Chinese) is called `other`, and numbered if there is one.
 */
export function keyName(label: string, taken: readonly string[], other: string): string {
  const plain = [...fold(label)]
    .map((letter) => persian[letter] ?? letter)
    .join('')
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, longest)
    .replace(/^[_0-9]+|_+$/g, '')
  const name = plain.length > 1 ? plain : other
  if (!taken.includes(name)) return name
  for (let n = 2; ; n++) if (!taken.includes(`${name}_${n}`)) return `${name}_${n}`
}

/** May it be called that? */
export const isKeyName = (name: string): boolean => /^[a-z][a-z0-9_]{0,59}$/.test(name)
