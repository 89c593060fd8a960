/// <reference types="vite/client" />
declare module 'virtual:theme.css' {}

// Custom properties are set through the CSSOM, which the content security policy allows.
declare namespace React {
  interface CSSProperties {
    [property: `--${string}`]: string | number
  }
}
