/** What a browser says of itself, as far as a person recognises it: "Firefox", "Windows". */
export interface Device {
  browser: string | undefined
  system: string | undefined
  small: boolean
}

// The order counts: each names also those before it that it descends from.
const browsers: [RegExp, string][] = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
  [/curl\//, 'curl'],
]
const systems: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/CrOS/, 'ChromeOS'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/Linux|X11/, 'Linux'],
]

const first = (list: [RegExp, string][], agent: string) => list.find(([sign]) => sign.test(agent))?.[1]

export const deviceOf = (agent: string): Device => ({
  browser: first(browsers, agent),
  system: first(systems, agent),
  small: /Mobile|Android|iPhone|iPad/.test(agent),
})
