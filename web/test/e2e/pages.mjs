// Every page, in Vietnamese and in Persian, light and dark: axe finds nothing serious and nothing critical.
import { atRest } from './kit/at-rest.mjs'
import { faultsInBoth, faultsOf } from './kit/axe.mjs'
import { ask, person } from './kit/browser.mjs'
import { hire, setUp, signIn } from './kit/setup.mjs'
import { same, scenario } from './kit/suite.mjs'
import { wordsOf } from './kit/words.mjs'

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }

/** A little of everything, so that no page is empty. */
async function fill(page) {
  const account = await ask(page, 'POST', 'account', { name: 'Công ty Điện Quang', phone: '0921664760' })
  const contact = await ask(page, 'POST', 'contact', {
    name: { family: 'Nguyễn', middle: 'Đức', given: 'Trang' },
    account: account.id,
    email: 'trang@quang.example',
  })
  const about = { entity: 'contact', id: contact.id }
  for (const stage of ['prospecting', 'engaging', 'won'])
    await ask(page, 'POST', 'deal', {
      name: `Đèn đường ${stage}`,
      stage,
      account: account.id,
      amount: { minor: 120_000_000, cur: 'VND' },
      close_date: '2026-01-15',
    })
  await ask(page, 'POST', 'task', { name: 'Gọi lại cho khách', about, due: Date.now() - 3_600_000 })
  await ask(page, 'POST', 'note', { text: 'Khách muốn xem mẫu.', about })
  const me = await ask(page, 'GET', 'me')
  const unit = await ask(page, 'POST', 'unit', { name: 'Cảng Xanh', manager: me.id })
  await ask(page, 'POST', 'unit', { name: 'Chi nhánh Hà Nội', parent: unit.id })
  await ask(page, 'PATCH', `user/${me.id}`, { unit: unit.id, away_from: '2026-01-01', away_until: '2099-01-01' })
  const team = await ask(page, 'POST', 'team', { name: 'Khách hàng lớn', unit: unit.id })
  await ask(page, 'POST', 'team_member', { team: team.id, person: me.id })
  const land = await ask(page, 'POST', 'territory', { name: 'Miền Bắc', entity: 'account', rule: "name starts 'C'" })
  await ask(page, 'POST', 'segment', {
    name: 'Bắt đầu bằng C',
    entity: 'account',
    rule: "name starts 'C'",
    shared: true,
  })
  await ask(page, 'POST', 'territory_member', { territory: land.id, person: me.id })
  const made = await page.evaluate(async () => {
    const answer = await fetch('/api/imports?name=b.csv&entity=account', {
      method: 'POST',
      headers: { 'X-Kith': '1', 'Content-Type': 'application/octet-stream' },
      body: 'name,phone,since\nSao Mai,0903111222,15/02/1990\n,12,31/12/2020\n',
    })
    return answer.json()
  })
  const run = await ask(page, 'POST', `imports/${made.id}/run`, {})
  const { id: other } = await page.evaluate(async () => {
    const answer = await fetch('/api/imports?name=c.csv&entity=account', {
      method: 'POST',
      headers: { 'X-Kith': '1', 'Content-Type': 'application/octet-stream' },
      body: 'name,phone,since\nHoa Mai,0903111223,15/02/1990\n,x,31/12/2020\n',
    })
    return answer.json()
  })
  const deals = await ask(page, 'GET', 'deal')
  const users = await ask(page, 'GET', 'user')
  return { account, contact, deal: deals.rows[0], user: users.rows[0], done: run.id, mapping: other }
}

const placesOf = (has) => [
  '/',
  '/contact',
  '/account',
  '/deal',
  '/deal?shape=board',
  '/task',
  '/user',
  `/contact/${has.contact.id}`,
  `/deal/${has.deal.id}`,
  `/user/${has.user.id}`,
  '/search?q=quang',
  '/notices',
  '/me',
  '/me/security',
  '/settings',
  '/settings/company',
  '/settings/people',
  '/settings/people?show=units',
  '/settings/people?show=reporting',
  '/settings/people?show=teams',
  '/settings/sign-in',
  '/settings/rights?role=seller&with=manager',
  '/settings/studio',
  '/settings/studio/deal',
  '/settings/studio/deal?part=views',
  '/settings/studio/deal?part=pipeline',
  '/settings/studio/deal?part=words',
  '/settings/territories',
  '/settings/segments',
  '/settings/retention',
  '/settings/done',
  '/settings/quality?entity=contact',
  '/settings/trail?changes=1',
  '/trash',
  '/duplicates/contact',
  '/import',
  `/import/${has.mapping}`,
  `/import/${has.mapping}?at=check`,
  `/import/${has.done}`,
]

async function look(page, place, faults, find = faultsInBoth) {
  await page.goto(place)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await atRest(page)
  for (const fault of await find(page)) faults.push(`${place}: ${fault}`)
}

/** A company with a little of everything; one who reads Vietnamese, one who reads Persian. */
async function found(browser, server, watch) {
  const admin = await person(browser, server.url, { locale: 'vi-VN' })
  watch(admin)
  await setUp(admin, wordsOf('vi'), server.setup, {
    name: 'Lê Minh Anh',
    login: 'minhanh',
    company: 'Cảng Xanh',
    country: 'Việt Nam',
  })
  await hire(admin, { name: 'نگار رضایی', login: 'negar', roles: ['admin'], language: 'fa' })
  const has = await fill(admin)
  // Who is away in another tab would be seen as being here.
  await admin.context().close()
  return has
}

export const door = scenario('door', async ({ browser, server, step, watch }) => {
  const page = await person(browser, server.url)
  watch(page)
  for (const language of ['vi', 'fa', 'zh', 'en'])
    await step(
      `the door: ${language}`,
      async () => {
        await page.goto('/login')
        await page.evaluate((l) => localStorage.setItem('kith.language', l), language)
        const faults = []
        for (const place of [server.setup, '/login', '/reset#a-link', '/reset']) await look(page, place, faults)
        same(faults, [], 'faults')
      },
      { goOn: true },
    )
})

const everyPage = (name, language, login) =>
  scenario(name, async ({ browser, server, step, watch }) => {
    const words = wordsOf(language)
    const page = await person(browser, server.url, { locale: language === 'fa' ? 'fa-IR' : 'vi-VN' })
    watch(page)
    let has
    const faults = []

    await step('set up', async () => {
      has = await found(browser, server, watch)
      await signIn(page, words, login)
    })
    await step('a theme is there before anything is drawn', async () => {
      for (const theme of ['light', 'dark']) {
        await ask(page, 'PATCH', 'me', { theme })
        await page.goto('/')
        await page.getByRole('heading', { level: 1 }).first().waitFor()
        same(await page.evaluate(() => document.documentElement.dataset.theme), theme, 'theme')
      }
    })
    await step('every page', async () => {
      for (const place of placesOf(has)) await look(page, place, faults)
      same(faults, [], 'faults')
    })
    await step('the palette and the keys', async () => {
      await page.goto('/deal')
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox', { name: words.t('keys.palette') }).waitFor()
      await page.keyboard.type('quang')
      await page.getByRole('option').first().waitFor()
      for (const fault of await faultsInBoth(page)) faults.push(`palette: ${fault}`)
      await page.keyboard.press('Escape')
      await page.keyboard.press('Shift+Slash')
      await page.getByRole('dialog').waitFor()
      for (const fault of await faultsInBoth(page)) faults.push(`keys: ${fault}`)
      same(faults, [], 'faults')
    })
    await step('nothing complained', async () => same(page.complaints, [], 'complaints of the page'))
  })

export const inVietnamese = everyPage('pages in Vietnamese', 'vi', 'minhanh')
export const inPersian = everyPage('pages in Persian', 'fa', 'negar')

export const onPhone = scenario('pages on a phone, in Persian and dark', async ({ browser, server, step, watch }) => {
  const page = await person(browser, server.url, { locale: 'fa-IR', ...phone })
  watch(page)
  let has
  await step('set up', async () => {
    has = await found(browser, server, watch)
    await signIn(page, wordsOf('fa'), 'negar')
    await ask(page, 'PATCH', 'me', { theme: 'dark' })
  })
  await step('every page, none wider than the screen', async () => {
    const faults = []
    for (const place of placesOf(has)) {
      await look(page, place, faults, faultsOf)
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      if (over > 1) faults.push(`${place}: ${over} px wider than the screen`)
    }
    same(faults, [], 'faults')
  })
})
