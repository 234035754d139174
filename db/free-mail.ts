/** Providers whose addresses say nothing about a company. */
const freeMail = new Set(
  `aol.com fastmail.com free.fr gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net googlemail.com hey.com hotmail.co.uk hotmail.com
  hotmail.fr hotmail.it icloud.com laposte.net libero.it live.com mac.com mail.com mail.ru me.com msn.com orange.fr outlook.com
  outlook.de proton.me protonmail.com qq.com rediffmail.com rocketmail.com t-online.de tutanota.com web.de yahoo.co.in yahoo.co.uk
  yahoo.com yahoo.de yahoo.fr yahoo.it yandex.ru ymail.com zoho.com 126.com 163.com`.split(/\s+/),
)

/** The domain that stands for the company of this address; undefined for a free-mail address. */
export function companyDomain(email: string): string | undefined {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase()
  return domain === '' || freeMail.has(domain) ? undefined : domain
}
