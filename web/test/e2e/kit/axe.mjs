// What a machine can see of accessibility: nothing serious, nothing critical.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** @returns {Promise<string[]>} one line for each fault */
export async function faultsOf(page) {
  // Past the page's own rules on scripts: evaluate is not bound by them.
  await page.evaluate(source)
  const found = await page.evaluate(async (tags) => {
    const { violations } = await window.axe.run(document, { runOnly: tags, resultTypes: ['violations'] })
    return violations
      .filter((v) => v.impact === 'serious' || v.impact === 'critical')
      .map(
        (v) =>
          `${v.id}: ${v.nodes
            .slice(0, 2)
            .map((n) => n.html.slice(0, 140))
            .join('  ')}`,
      )
  }, tags)
  return found
}
