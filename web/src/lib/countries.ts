/** Countries with the money they count in: what the first run offers. */
const pairs =
  'VN VND IR IRR CN CNY US USD GB GBP AE AED AF AFN AM AMD AT EUR AU AUD AZ AZN BE EUR BG EUR BR BRL CA CAD CH CHF CZ CZK DE EUR ' +
  'DK DKK EG EGP ES EUR FI EUR FR EUR GE GEL GR EUR HK HKD HU HUF ID IDR IE EUR IL ILS IN INR IQ IQD IT EUR JP JPY KH KHR ' +
  'KR KRW KW KWD KZ KZT LA LAK MM MMK MO MOP MX MXN MY MYR NL EUR NO NOK NZ NZD OM OMR PH PHP PK PKR PL PLN PT EUR QA QAR ' +
  'RO RON RU RUB SA SAR SE SEK SG SGD TH THB TJ TJS TM TMT TR TRY TW TWD UA UAH UZ UZS ZA ZAR'

const words = pairs.split(' ')
export const countryCurrency: Record<string, string> = Object.fromEntries(
  words.filter((_, i) => i % 2 === 0).map((country, i) => [country, words[i * 2 + 1]!]),
)

/** Where a language is most at home. */
export const homeOf: Record<string, string> = { vi: 'VN', fa: 'IR', zh: 'CN', en: 'GB' }

// Where a country has one clock, or most of its people go by one. Elsewhere the browser knows better.
const zonePairs =
  'VN Asia/Ho_Chi_Minh IR Asia/Tehran CN Asia/Shanghai TW Asia/Taipei HK Asia/Hong_Kong SG Asia/Singapore TH Asia/Bangkok ' +
  'MY Asia/Kuala_Lumpur PH Asia/Manila LA Asia/Vientiane KH Asia/Phnom_Penh JP Asia/Tokyo KR Asia/Seoul IN Asia/Kolkata ' +
  'AE Asia/Dubai AF Asia/Kabul IQ Asia/Baghdad OM Asia/Muscat QA Asia/Qatar KW Asia/Kuwait SA Asia/Riyadh TR Europe/Istanbul ' +
  'GB Europe/London DE Europe/Berlin FR Europe/Paris IT Europe/Rome ES Europe/Madrid NL Europe/Amsterdam PL Europe/Warsaw'
const zoneWords = zonePairs.split(' ')

/** The clock of a country, if it has one; else that of the browser. */
export function zoneOf(country: string): string {
  const at = zoneWords.indexOf(country)
  return (at >= 0 && zoneWords[at + 1]) || Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
}
