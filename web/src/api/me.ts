import type { Calendar, Digits, Language } from '../lib/settings'

export type Theme = 'light' | 'dark' | 'auto'
export type Density = 'compact' | 'normal' | 'roomy'

export interface Me {
  id: string
  login: string
  name: string
  roles: string[]
  admin?: boolean
  language: Language
  calendar: Calendar
  digits: Digits
  zone: string
  first_day: number
  theme: Theme
  density: Density
}
