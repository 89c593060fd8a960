/** Words by which nothing can be found, and words by which far too much is. */

/** Refused as the only thing a rule asks for (PowerTrack's list; X's search confirms "a", "at", "you"). */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a an and at but by com from http https if in is it its me my or rt the this to too via we www ' +
    'you'
  ).split(' '),
)

/**
 * Words so frequent in posts that one of them alone brings hundreds of thousands a day: X takes such a rule, and bills
 * every post. X's own example is `happy`, 200,000 to 300,000 posts a day.
 */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  (
    'about after again all also always am amp any are as back be because been best better can come ' +
    'day did do even ever every feel first follow for game get getting girl give go god going good ' +
    'great guy guys had happy has have he help her here him his hope how i just keep know last let ' +
    'life like little live lol long look love made make man many more morning most much need never ' +
    'new news next night no not now of oh ok on one only other our out over people please re really ' +
    'right said same say see she should so some someone start still stop take than thank thanks that ' +
    'them then there these they thing think time today tomorrow up us very video wait want was watch ' +
    'way week well were what when where which who why will win with work world would yeah year yes ' +
    'your ' +
    'al amo con de del des die das der du e el en es est et eu ich ist je la las le les lo los mais ' +
    'mas me mi muy na no não não nicht os para pas pero por pour que se si só su te tu um uma un una ' +
    'und vous wie y ya ' +
    '😂 😭 ❤ 🔥 🙏 😍 🥰 ✨ 👍 😊 🤣 😅 💕 💜 👀 🎉'
  ).split(' '),
)
