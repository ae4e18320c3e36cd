import type { Me, Meta } from '../api/types'
import { applyCurrencies } from '../lib/money'
import { applySettings, isRtl, keepLanguage, settings } from '../lib/settings'
import { applyMeta } from '../meta/use-meta'

const look = { theme: 'kith.theme', density: 'kith.density' } as const

/** Language, direction, theme and density on <html>; theme and density as last used here until the person is known. */
export function dress(me?: Pick<Me, 'theme' | 'density'>): void {
  const html = document.documentElement
  html.lang = settings().language
  document.dir = isRtl() ? 'rtl' : 'ltr'
  for (const key of ['theme', 'density'] as const) {
    if (me) localStorage.setItem(look[key], me[key])
    const value = me?.[key] ?? localStorage.getItem(look[key]) ?? ''
    // "auto" and "normal" are what the style sheet does by itself.
    if (['light', 'dark', 'compact', 'roomy'].includes(value)) html.dataset[key] = value
    else delete html.dataset[key]
  }
}

/** The person's way of reading, from /api/me. */
export function applyMe(me: Me): void {
  applySettings({
    language: me.language,
    calendar: me.calendar,
    digits: me.digits,
    zone: me.zone,
    firstDay: me.first_day,
  })
  keepLanguage(me.language)
  dress(me)
}

/** What the company set: currencies, and which records are people. */
export function applySite(meta: Meta): void {
  const { currencies, currency, toman } = meta.site
  applyCurrencies(currencies, currency, toman)
  applyMeta(meta)
}
