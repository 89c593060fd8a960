import classes from './Wordmark.module.css'

export function Wordmark() {
  return (
    <span className={classes.wordmark}>
      <img src="/favicon.svg" alt="" width={28} height={28} />
      <span>Magpie</span>
    </span>
  )
}
