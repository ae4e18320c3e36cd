// The settings: found by their words, in force at once; where one is signed in, and out again.
import { ask, person } from './kit/browser.mjs'
import { foundCompany, metaOf, password, signIn } from './kit/setup.mjs'
import { expect, same, scenario, soonSame } from './kit/suite.mjs'
import { exactly } from './kit/words.mjs'

export const settings = scenario('settings', async ({ browser, server, step, watch }) => {
  const { admin, words, t } = await foundCompany(browser, server, watch)

  await step('find a setting by its name, without the mouse', async () => {
    await admin.goto('/settings')
    const field = admin.getByRole('searchbox', { name: t('settings.find') })
    await field.fill('calendar')
    await admin.getByRole('link', { name: t('me.calendar'), exact: true }).waitFor()
    await field.press('ArrowDown')
    await admin.keyboard.press('Enter')
    await admin.waitForURL('**/me')
    await admin.getByRole('heading', { level: 1, name: 'Minh Anh Lê' }).waitFor()
  })
  await step('end a session elsewhere: that screen is led to the door', async () => {
    const other = await person(browser, server.url)
    watch(other)
    await signIn(other, words, 'minhanh')
    await admin.goto('/me/security')
    const list = admin.getByRole('region', { name: t('session.title') }).getByRole('listitem')
    await soonSame(() => list.count(), 2, 'sessions')
    expect(
      (await list.first().textContent()).includes(t('session.current')),
      'the session at hand stands first and says so',
    )
    await list.nth(1).getByRole('button').click()
    await soonSame(() => list.count(), 1, 'sessions')
    await other.goto('/contact')
    await other.waitForURL('**/login?next=%2Fcontact')
    await other.context().close()
  })
  await step('another password of one’s own ends tokens where that is ticked', async () => {
    const count = async () => (await ask(admin, 'GET', 'tokens')).rows.length
    const change = async (old, fresh) => {
      await admin.getByLabel(exactly(t('me.password_old'))).fill(old)
      await admin.getByLabel(exactly(t('me.password_new'))).fill(fresh)
      await admin.getByRole('button', { name: t('me.password_change') }).click()
    }
    await ask(admin, 'POST', 'tokens', { name: 'web site', days: 30 })
    await admin.goto('/me/security')
    const tick = admin.getByRole('checkbox', { name: t('me.password_tokens', { count: 1 }) })
    await tick.waitFor()
    await change(password, 'a lantern over the quay')
    await admin.getByText(t('me.password_tokens_stand', { count: 1 })).waitFor()
    same(await count(), 1, 'tokens of who said nothing of them')
    await tick.click()
    await change('a lantern over the quay', 'two lanterns over the quay')
    await admin.getByText(t('me.password_tokens_ended')).waitFor()
    same(await count(), 0, 'tokens of who ended them')
    await tick.waitFor({ state: 'detached' })
  })
  await step('a longer password is asked for at once', async () => {
    await admin.goto('/settings/sign-in')
    await admin.getByLabel(t('policy.password')).fill('20')
    await admin.keyboard.press('Enter')
    await admin.getByText(t('policy.saved')).waitFor()
    same((await ask(admin, 'GET', 'security')).password_min, 20, 'letters of a new password')
    await admin.goto('/me/security')
    await admin.getByText(t('password.help', { count: 20 })).waitFor()
  })
  await step('a bound is said where it was crossed', async () => {
    await admin.goto('/settings/sign-in')
    await admin.getByLabel(t('policy.password')).fill('3')
    await admin.keyboard.press('Enter')
    await admin.getByRole('alert').first().waitFor()
    same((await ask(admin, 'GET', 'security')).password_min, 20, 'letters of a new password')
  })
  await step('the company gets another name, and its old one back', async () => {
    await admin.goto('/settings/company')
    const name = admin.getByLabel(t('company.name'))
    await name.fill('Harbor & Sons')
    await name.press('Enter')
    await admin.getByRole('button', { name: t('undo.undo') }).click()
    await admin.getByText(t('undo.undone')).waitFor()
    same((await metaOf(admin)).site.name, 'Harbor Lights', 'name of the company')
  })
  await step('nothing complained', async () => same(admin.complaints, [], 'complaints of the page'))
  await admin.context().close()
})
