// The second factor: set up with the square's secret, asked for at the door, required by the company, lost and taken away.
import { ask, person } from './kit/browser.mjs'
import { foundCompany, hire, password } from './kit/setup.mjs'
import { expect, same, scenario } from './kit/suite.mjs'
import { codeOf } from './kit/totp.mjs'
import { exactly } from './kit/words.mjs'

export const second = scenario('second factor', async ({ browser, server, step, watch }) => {
  const { admin, t } = await foundCompany(browser, server, watch)
  const id = await hire(admin, { name: 'Siyuan Chen', login: 'siyuan', roles: ['seller'], language: 'en' })
  let secret
  let codes

  const sayPassword = async (page, login) => {
    await page.goto('/login')
    await page.getByLabel(t('login.login')).fill(login)
    await page.getByLabel(exactly(t('login.password'))).fill(password)
    await page.getByRole('button', { name: t('login.enter') }).click()
  }
  const atHome = (page) =>
    page
      .getByRole('navigation', { name: t('nav.main') })
      .first()
      .waitFor()

  await step('set it up: a wrong password and a wrong code are said at their fields', async () => {
    await admin.goto('/me/security')
    await admin.getByRole('button', { name: t('second.set_up') }).click()
    const ask1 = admin.getByRole('dialog', { name: t('second.set_up') })
    await ask1.getByLabel(exactly(t('me.password_old'))).fill('not-my-password')
    await ask1.getByRole('button', { name: t('ui.next') }).click()
    await ask1.getByRole('alert').waitFor()
    await ask1.getByLabel(exactly(t('me.password_old'))).fill(password)
    await ask1.getByRole('button', { name: t('ui.next') }).click()
    await ask1.getByRole('img', { name: t('second.square') }).waitFor()
    secret = (await ask1.locator('code').textContent()).replaceAll(' ', '')
    const code = ask1.getByLabel(exactly(t('second.code')))
    await code.fill(codeOf(secret) === '000000' ? '111111' : '000000')
    await ask1.getByRole('button', { name: t('second.confirm') }).click()
    await ask1.getByRole('alert').waitFor()
    await code.fill(codeOf(secret))
    await ask1.getByRole('button', { name: t('second.confirm') }).click()
    const shown = admin.getByRole('alertdialog', { name: t('recovery.title') })
    await shown.getByRole('listitem').first().waitFor()
    codes = await shown.getByRole('listitem').allTextContents()
    same(codes.length, 10, 'recovery codes')
    await shown.getByRole('button', { name: t('recovery.kept') }).click()
    await admin.getByText(t('second.on'), { exact: true }).waitFor()
  })
  await step('the door asks for a code of the app', async () => {
    const page = await person(browser, server.url)
    watch(page)
    await sayPassword(page, 'minhanh')
    await page.getByRole('heading', { name: t('second.step') }).waitFor()
    await page.getByLabel(exactly(t('second.code'))).fill(codeOf(secret, 1))
    await page.getByRole('button', { name: t('login.enter') }).click()
    await atHome(page)
    await page.context().close()
  })
  await step('without the phone a recovery code opens it, once', async () => {
    const page = await person(browser, server.url)
    watch(page)
    await sayPassword(page, 'minhanh')
    await page.getByLabel(exactly(t('second.code'))).fill(codes[0])
    await page.getByRole('button', { name: t('login.enter') }).click()
    await atHome(page)
    same((await ask(page, 'GET', 'me/totp')).recovery_left, 9, 'codes left')
    await page.context().close()
  })
  await step('the company asks for it: who has none sets one up before they are in', async () => {
    await admin.goto('/settings/sign-in')
    // A press, not check(): the box is marked once the page has taken it up, a moment after the press.
    await admin.getByRole('checkbox', { name: t('policy.everybody') }).click()
    await admin.getByText(t('policy.saved')).waitFor()
    const page = await person(browser, server.url)
    watch(page)
    await sayPassword(page, 'siyuan')
    await page.getByRole('heading', { name: t('second.must_title') }).waitFor()
    const theirs = (await page.locator('code').textContent()).replaceAll(' ', '')
    await page.getByLabel(exactly(t('second.code'))).fill(codeOf(theirs))
    await page.getByRole('button', { name: t('second.confirm') }).click()
    await page.getByRole('button', { name: t('recovery.kept') }).click()
    await atHome(page)
    await page.goto('/me/security')
    await page.getByText(t('second.company_asks')).waitFor()
    same(await page.getByRole('button', { name: t('second.take_away') }).count(), 0, 'ways to take it away')
    same(page.complaints, [], 'complaints of the colleague’s page')
    await page.context().close()
  })
  await step('an administrator takes it from who lost the phone', async () => {
    await admin.goto('/settings/people')
    await admin.getByRole('button', { name: /Siyuan Chen/ }).click()
    await admin
      .getByRole('dialog', { name: 'Siyuan Chen' })
      .getByRole('button', { name: t('people.drop_second') })
      .click()
    await admin
      .getByRole('alertdialog')
      .getByRole('button', { name: t('people.drop_second') })
      .click()
    await admin.getByText(t('people.second_off')).waitFor()
    expect(!(await ask(admin, 'GET', `user/${id}/totp`)).on, 'it is gone')
  })
  await step('nothing complained', async () => same(admin.complaints, [], 'complaints of the page'))
  await admin.context().close()
})
