// The organisation: units, who reports to whom, teams, roles, absence, and the sessions of others.
import { ask, person } from './kit/browser.mjs'
import { foundCompany, hire, metaOf, signIn } from './kit/setup.mjs'
import { expect, same, scenario } from './kit/suite.mjs'

export const people = scenario('people', async ({ browser, server, step, watch }) => {
  const { admin, words, t } = await foundCompany(browser, server, watch)
  const meta = await metaOf(admin)
  const siyuan = await hire(admin, { name: 'Siyuan Chen', login: 'siyuan', roles: ['seller'], language: 'en' })
  const bao = await hire(admin, { name: 'Bao Tran', login: 'bao', roles: ['seller'], language: 'en' })

  await step('units stand below each other; the tree is walked by keys', async () => {
    const top = await ask(admin, 'POST', 'unit', { name: 'Harbor' })
    const north = await ask(admin, 'POST', 'unit', { name: 'North', parent: top.id })
    await ask(admin, 'PATCH', `user/${siyuan}`, { unit: north.id, manager: bao })
    await admin.goto('/settings/people?show=units')
    const tree = admin.getByRole('tree', { name: t('people.show.units') })
    await tree.getByRole('treeitem', { name: /Harbor/ }).focus()
    await admin.keyboard.press('ArrowRight')
    await admin.keyboard.press('ArrowRight')
    const line = tree.getByRole('treeitem', { name: /Siyuan Chen/ })
    await line.waitFor()
    same(await line.getAttribute('aria-level'), '3', 'level of who works in North')
    await admin.keyboard.press('s')
    await admin.keyboard.press('Enter')
    await admin.getByRole('dialog', { name: 'Siyuan Chen' }).waitFor()
    await admin.keyboard.press('Escape')
  })
  await step('who reports to whom', async () => {
    await admin.getByRole('tab', { name: t('people.show.reporting') }).click()
    const tree = admin.getByRole('tree', { name: t('people.show.reporting') })
    same(await tree.getByRole('treeitem', { name: /Siyuan Chen/ }).getAttribute('aria-level'), '2', 'level')
  })
  await step('a second role, in force at once, and taken back by undo', async () => {
    await admin.goto('/settings/people')
    await admin.getByRole('button', { name: /Siyuan Chen/ }).click()
    const sheet = admin.getByRole('dialog', { name: 'Siyuan Chen' })
    const manager = (await ask(admin, 'GET', "role?where=key%20%3D%20'manager'")).rows[0].title
    await sheet.getByRole('checkbox', { name: manager }).check()
    await admin.getByText(t('people.roles_changed', { name: 'Siyuan Chen' })).waitFor()
    same((await ask(admin, 'GET', `user/${siyuan}`)).fields.roles, ['seller', 'manager'], 'roles')
    await admin.keyboard.press('Escape')
    await admin.keyboard.press('Control+z')
    await admin.getByText(t('undo.undone')).waitFor()
    same((await ask(admin, 'GET', `user/${siyuan}`)).fields.roles, ['seller'], 'roles after undo')
  })
  await step('into a team, and out again', async () => {
    await ask(admin, 'POST', 'team', { name: 'Freight desk' })
    await admin.goto('/settings/people?show=teams')
    await admin.getByRole('button', { name: t('people.add_to', { team: 'Freight desk' }) }).click()
    await admin.getByRole('option', { name: /Siyuan Chen/ }).click()
    const out = admin.getByRole('button', {
      name: t('people.take_out', { name: 'Siyuan Chen', team: 'Freight desk' }),
    })
    await out.click()
    await out.waitFor({ state: 'detached' })
    same((await ask(admin, 'GET', 'team_member/count')).count, 0, 'members')
  })
  await step('who is away says so, with the deputy', async () => {
    await ask(admin, 'PATCH', `user/${siyuan}`, { deputy: bao, away_from: '2026-01-01', away_until: '2099-12-31' })
    await admin.goto('/settings/people')
    await admin.getByText(t('people.sieve.away'), { exact: true }).click()
    const line = admin.getByRole('row', { name: /Siyuan Chen/ })
    await line.getByText(t('people.deputy', { name: 'Bao Tran' })).waitFor()
    same(await admin.getByRole('row').count(), 2, 'the head and who is away')
  })
  await step('who leaves hands over: looked at first, told once, taken back', async () => {
    const eve = await hire(admin, { name: 'Eve Park', login: 'eve', roles: ['seller'], language: 'en' })
    for (const name of ['One', 'Two', 'Three']) await ask(admin, 'POST', 'account', { name, owner: siyuan })
    const owned = async (id) =>
      (await ask(admin, 'GET', `account/count?where=${encodeURIComponent(`owner.login = '${id}'`)}`)).count
    await admin.goto('/settings/people')
    await admin.getByRole('button', { name: /Siyuan Chen/ }).click()
    await admin.getByRole('button', { name: t('hand.action') }).click()
    const dialog = admin.getByRole('dialog', { name: t('hand.title', { name: 'Siyuan Chen' }) })
    await dialog.getByText(t('hand.how.several')).click()
    for (const name of ['Bao Tran', 'Eve Park']) {
      await dialog.getByRole('combobox', { name: t('hand.in_turn') }).fill(name)
      await admin.getByRole('option', { name }).click()
    }
    await dialog
      .getByRole('table', { name: t('hand.plan') })
      .getByRole('row', { name: /Bao Tran/ })
      .waitFor()
    same(await owned('siyuan'), 3, 'accounts before anything was done')
    await dialog.getByRole('button', { name: t('hand.do', { count: 3 }) }).click()
    await admin.getByText(t('hand.done', { count: 3 })).waitFor()
    same([await owned('siyuan'), await owned('bao'), await owned('eve')], [0, 2, 1], 'accounts')
    same((await ask(admin, 'GET', `trail?kind=hand_over&user=${siyuan}`)).rows.length, 2, 'rows of the trail')
    await admin.getByRole('button', { name: t('undo.undo') }).click()
    await admin.getByText(t('undo.undone')).waitFor()
    await admin.waitForFunction(async () => {
      const where = encodeURIComponent("owner.login = 'siyuan'")
      return (await (await fetch(`/api/account/count?where=${where}`)).json()).count === 3
    })
    await admin.keyboard.press('Escape')
    await ask(admin, 'PATCH', `user/${eve}`, { active: false })
  })
  await step('an administrator signs somebody out; others cannot', async () => {
    const other = await person(browser, server.url)
    watch(other)
    await signIn(other, words, 'bao')
    await other.goto('/settings')
    same(await other.getByRole('link', { name: new RegExp(`^${t('settings.people')}`) }).count(), 0, 'ways to people')
    await admin.goto('/settings/people')
    await admin.getByRole('button', { name: /Bao Tran/ }).click()
    const sheet = admin.getByRole('dialog', { name: 'Bao Tran' })
    await sheet.getByRole('button', { name: t('session.end_all') }).click()
    await admin
      .getByRole('alertdialog')
      .getByRole('button', { name: t('session.end_all') })
      .click()
    await sheet.getByText(t('session.none')).waitFor()
    await other.goto('/contact')
    await other.waitForURL('**/login?next=%2Fcontact')
    await other.context().close()
    expect(meta.entities.unit.may.create, 'the administrator makes units')
  })
  await step('nothing complained', async () => same(admin.complaints, [], 'complaints of the page'))
  await admin.context().close()
})
