// Pictures for people to look at: SHOTS=folder.
import { mkdirSync } from 'node:fs'

export const shot = async (page, name) => {
  const folder = process.env.SHOTS
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: `${folder}/${name}.png` })
}

export const phone = { width: 390, height: 844 }

/** The same page on a phone, and back. */
export async function narrow(page, name) {
  const size = page.viewportSize()
  await page.setViewportSize(phone)
  await shot(page, name)
  await page.setViewportSize(size)
}
