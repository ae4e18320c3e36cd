// Passkeys: added in "your security", come in by, called something else, asked for by the door, taken away.
import { giveAuthenticator } from './kit/authenticator.mjs'
import { faultsOf } from './kit/axe.mjs'
import { ask, person } from './kit/browser.mjs'
import { foundCompany, password } from './kit/setup.mjs'
import { expect, same, scenario } from './kit/suite.mjs'
import { exactly, wordsOf } from './kit/words.mjs'

/** The same server by a name: passkeys are for no address of numbers. */
const named = ({ url, setup }) => ({
  url: url.replace('127.0.0.1', 'localhost'),
  setup: setup.replace('127.0.0.1', 'localhost'),
})

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }

export const passkeys = scenario('passkeys', async ({ browser, server, step, watch }) => {
  const site = named(server)
  const { admin, t } = await foundCompany(browser, site, watch)
  const device = await giveAuthenticator(admin)
  const mine = async () => (await ask(admin, 'GET', 'me/passkeys')).rows
  const part = admin.getByRole('region', { name: t('passkey.title') })

  const signOut = async () => {
    await admin.goto('/me')
    await admin.getByRole('button', { name: t('me.sign_out') }).click()
    await admin.waitForURL('**/login')
  }
  const enter = admin.getByRole('button', { name: t('passkey.enter') })
  const isIn = () =>
    admin
      .getByRole('navigation', { name: t('nav.main') })
      .first()
      .waitFor()
  const sayPassword = async () => {
    await admin.getByLabel(t('login.login')).fill('minhanh')
    await admin.getByLabel(exactly(t('login.password'))).fill(password)
    await admin.getByRole('button', { name: t('login.enter'), exact: true }).click()
  }

  await step('before the server has an address nobody is offered one', async () => {
    const guest = await person(browser, site.url)
    const ways = guest.waitForResponse('**/api/login/ways')
    await guest.goto('/login')
    await (await ways).finished()
    await guest.getByRole('button', { name: t('login.enter'), exact: true }).waitFor()
    same(await guest.getByRole('button', { name: t('passkey.enter') }).count(), 0, 'buttons for passkeys')
    await guest.context().close()
    await ask(admin, 'PATCH', 'site', { url: site.url })
  })
  await step('add one: the password first, then its name; Enter is enough', async () => {
    await admin.goto('/me/security')
    await part.getByRole('button', { name: t('passkey.add') }).press('Enter')
    const dialog = admin.getByRole('dialog', { name: t('passkey.add') })
    const field = dialog.getByLabel(exactly(t('me.password_old')))
    await field.fill('not-my-password')
    await field.press('Enter')
    await dialog.getByRole('alert').waitFor()
    await field.and(admin.locator(':focus')).waitFor()
    same(await device.kept(), [], 'passkeys after a wrong password')
    await field.fill(password)
    await field.press('Enter')
    const name = dialog.getByLabel(exactly(t('passkey.name')))
    await name.fill('Work laptop')
    await name.press('Enter')
    await part.getByText('Work laptop', { exact: true }).waitFor()
    await part.getByText(t('passkey.unused')).waitFor()
    const [kept, ...more] = await device.kept()
    same([kept.rpId, kept.isResidentCredential, more.length], ['localhost', true, 0], 'what the device keeps')
  })
  await step('a device that keeps one already does not get another', async () => {
    await part.getByRole('button', { name: t('passkey.add') }).click()
    const dialog = admin.getByRole('dialog', { name: t('passkey.add') })
    await dialog.getByLabel(exactly(t('me.password_old'))).fill(password)
    await dialog.getByRole('button', { name: t('ui.next') }).click()
    await dialog.getByRole('button', { name: t('passkey.make') }).click()
    await dialog.getByText(t('passkey.here_already')).waitFor()
    await dialog.getByRole('button', { name: t('ui.cancel') }).click()
    await dialog.waitFor({ state: 'detached' })
    same((await mine()).length, 1, 'passkeys')
  })
  await step('come in by it: no name, no password; and to where one wanted', async () => {
    await signOut()
    await admin.goto('/login?next=%2Fme%2Fsecurity')
    await enter.press('Enter')
    await isIn()
    await admin.waitForURL('**/me/security')
    same((await ask(admin, 'GET', 'me')).login, 'minhanh', 'who is in')
    expect((await mine())[0].seen_ms > 0, 'when it was used is not known')
  })
  await step('called something else', async () => {
    await part.getByRole('button', { name: t('passkey.rename_named', { name: 'Work laptop' }) }).click()
    const dialog = admin.getByRole('dialog', { name: t('passkey.rename_title') })
    await dialog.getByLabel(exactly(t('passkey.name'))).fill('لپ‌تاپ کار')
    await dialog.getByRole('button', { name: t('passkey.rename') }).click()
    await part.getByText('لپ‌تاپ کار', { exact: true }).waitFor()
    same((await mine())[0].name, 'لپ‌تاپ کار', 'its name')
  })
  await step('who must have two factors is led from the password to the passkey', async () => {
    await ask(admin, 'PUT', 'security', { second_factor: ['*'] })
    await signOut()
    await sayPassword()
    await admin.getByRole('alert').waitFor()
    await enter.and(admin.locator(':focus')).waitFor()
    await admin.keyboard.press('Enter')
    await isIn()
    await ask(admin, 'PUT', 'security', {})
  })
  await step('on a phone, from right to left: nothing sticks out, a machine finds no fault', async () => {
    const fa = wordsOf('fa')
    const page = await person(browser, site.url, { ...phone, locale: 'fa-IR' })
    watch(page)
    const keeps = await giveAuthenticator(page)
    for (const credential of await device.kept()) await keeps.keep(credential)
    const faults = []
    const look = async (place) => {
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      if (wide > 0) faults.push(`${place}: ${wide} px too wide`)
      faults.push(...(await faultsOf(page)).map((fault) => `${place}: ${fault}`))
    }
    await page.goto('/login')
    const button = page.getByRole('button', { name: fa.t('passkey.enter') })
    await button.waitFor()
    await look('/login')
    await button.tap()
    await page.waitForURL(`${site.url}/`)
    await ask(page, 'PATCH', 'me', { language: 'fa' })
    await page.goto('/me/security')
    await page.getByRole('button', { name: fa.t('passkey.rename_named', { name: 'لپ‌تاپ کار' }) }).waitFor()
    await look('/me/security')
    same(faults, [], 'faults')
    same(page.complaints, [], 'complaints')
    await ask(page, 'PATCH', 'me', { language: 'en' })
    // The device counts on: what the other one signs next must not be behind.
    const [kept] = await keeps.kept()
    await device.forget()
    await device.keep(kept)
    await page.context().close()
  })
  await step('an administrator sees whose it is, and could take it away', async () => {
    await admin.goto('/settings/people')
    await admin.getByRole('button', { name: /Minh Anh Lê/ }).click()
    const sheet = admin.getByRole('dialog', { name: 'Minh Anh Lê' })
    await sheet.getByRole('button', { name: t('passkey.drop_named', { name: 'لپ‌تاپ کار' }) }).click()
    const question = admin.getByRole('alertdialog')
    await question.getByText(t('people.drop_passkey_text')).waitFor()
    await question.getByRole('button', { name: t('ui.cancel') }).click()
    await question.waitFor({ state: 'detached' })
    same((await mine()).length, 1, 'passkeys')
  })
  await step('take it away, with the password; it opens nothing any more', async () => {
    await admin.goto('/me/security')
    await part.getByRole('button', { name: t('passkey.drop_named', { name: 'لپ‌تاپ کار' }) }).click()
    const dialog = admin.getByRole('dialog', { name: t('passkey.drop_title', { name: 'لپ‌تاپ کار' }) })
    await dialog.getByLabel(exactly(t('me.password_old'))).fill(password)
    await dialog.getByRole('button', { name: t('passkey.drop') }).click()
    await admin.getByText(t('passkey.dropped', { name: 'لپ‌تاپ کار' })).waitFor()
    same(await mine(), [], 'passkeys')
    await signOut()
    await enter.click()
    await admin.getByRole('alert').waitFor()
    same(new URL(admin.url()).pathname, '/login', 'where one is')
  })
  await step('a device that keeps none: it is said, and the password opens', async () => {
    await device.forget()
    await admin.goto('/login')
    await enter.click()
    await admin.getByText(t('passkey.not_used')).waitFor()
    await enter.and(admin.locator(':focus')).waitFor()
    await sayPassword()
    await isIn()
  })
  await step('nothing complained', async () => same(admin.complaints, [], 'complaints of the page'))
  await admin.context().close()
})
