/** Everything a keyboard of ours may type where ASCII is meant. */
const zero = { persian: 0x06f0, arabic: 0x0660, wide: 0xff10 }

/** Persian, Arabic-Indic and full-width digits and signs become ASCII: what is typed is read by one grammar. */
export function foldDigits(typed: string): string {
  return typed
    .replace(/[۰-۹]/g, (c) => String(c.charCodeAt(0) - zero.persian))
    .replace(/[٠-٩]/g, (c) => String(c.charCodeAt(0) - zero.arabic))
    .replace(/[０-９]/g, (c) => String(c.charCodeAt(0) - zero.wide))
    .replace(/[٫]/g, '.')
    .replace(/[٬،，]/g, ',')
    .replace(/[٪％]/g, '%')
    .replace(/[−–]/g, '-')
    .replace(/[\u200e\u200f\u061c]/g, '')
}

/** ASCII digits in the digits the person reads. */
export function showDigits(text: string, digits: 'latn' | 'arabext'): string {
  return digits === 'arabext' ? text.replace(/[0-9]/g, (d) => String.fromCharCode(zero.persian + Number(d))) : text
}
