/**
 * Which topic a rule's word belongs to, so that a post about it sounds as if somebody had written
 * it.
 */
const WORDS: Readonly<Record<string, string>> = {
  coffee: `coffee espresso latte cappuccino tea matcha roastery barista café cafe brew kaffee кофе 珈琲 コーヒー 咖啡 قهوة`,
  weather: `weather rain snow storm wind sun sunshine thunder cloud clouds fog heatwave hail rainbow winter summer autumn spring forecast climate wetter`,
  space: `space moon mars jupiter saturn comet eclipse rocket launch satellite telescope astronomy galaxy orbit asteroid meteor stars nebula cosmos 宇宙`,
  sport: `football soccer goal match marathon running tennis basketball cycling swimming climbing hockey rugby cricket league tournament training derby olympics world-cup fútbol futebol fußball`,
  music: `music song songs concert jazz vinyl guitar piano album band orchestra choir techno playlist dj drums festival opera musik música`,
  city: `city tram bus metro subway train trains station bridge park bike bikes market museum library harbour harbor street airport travel hotel berlin london paris tokyo istanbul lisbon madrid rome vienna`,
  food: `food bread pizza pasta soup noodles ramen breakfast lunch dinner cake cheese recipe cooking bakery curry salad chocolate icecream sushi taco rice`,
  animals: `cat cats kitten kittens dog dogs puppy bird birds owl fox horse whale dolphin bee bees hedgehog otter penguin panda`,
  technology: `ai technology tech software code coding programming javascript typescript python rust linux opensource open-source robot robots data database computer internet security cloud gpu`,
  books: `book books novel novels poem poetry reading author writing library story comics manga`,
  nature: `nature garden forest ocean sea river mountain mountains tree trees flowers hiking beach lake volcano earthquake desert island`,
  news: `news breaking update headline headlines report announcement election vote budget strike economy market markets stocks bitcoin crypto energy`,
}

const TOPIC_OF = new Map(
  Object.entries(WORDS).flatMap(([topic, words]) =>
    words.split(/\s+/).map((word) => [word, topic] as const),
  ),
)

/** The topic of a word or phrase: the first of its words that has one; null when none has. */
export function topicOf(words: string): string | null {
  for (const word of words.toLowerCase().split(/[\s_#-]+/)) {
    const topic = TOPIC_OF.get(word)
    if (topic !== undefined) return topic
  }
  return null
}
