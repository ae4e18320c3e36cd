// What a machine can see of accessibility: nothing serious, nothing critical.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** The rules that see colours: all that another theme can break. */
const ofColours = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }

/** @returns {Promise<string[]>} one line for each fault */
const run = (page, runOnly) =>
  page.evaluate(async (runOnly) => {
    const { violations } = await window.axe.run(document, { runOnly, resultTypes: ['violations'] })
    return violations
      .filter((v) => v.impact === 'serious' || v.impact === 'critical')
      .map(
        (v) =>
          `${v.id}: ${v.nodes
            .slice(0, 2)
            .map((n) => n.html.slice(0, 140))
            .join('  ')}`,
      )
  }, runOnly)

export async function faultsOf(page) {
  // Past the page's own rules on scripts: evaluate is not bound by them.
  await page.evaluate(source)
  return run(page, tags)
}

/**
 * Even where nobody wants motion colours change by a transition, however short, and what inherits a colour begins its own
 * when that has ended: each is brought to its end. They are not waited for: where nothing is drawn, none ends by itself.
 */
const turn = (page, theme) =>
  page.evaluate((theme) => {
    document.documentElement.dataset.theme = theme
    const running = () => document.getAnimations().filter((a) => a instanceof CSSTransition)
    let round = 0
    for (let now = running(); now.length; now = running()) {
      if (++round > 100)
        throw new Error(`transitions without an end: ${now[0].effect?.target?.outerHTML.slice(0, 140)}`)
      for (const each of now) each.finish()
    }
  }, theme)

/** The page as it stands, light and dark: a theme is an attribute that picks one side of each colour, nothing else. */
export async function faultsInBoth(page) {
  await turn(page, 'light')
  const light = await faultsOf(page)
  await turn(page, 'dark')
  const dark = await run(page, ofColours)
  return [...light.map((fault) => `light: ${fault}`), ...dark.map((fault) => `dark: ${fault}`)]
}
