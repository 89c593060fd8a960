import type { FastifyHelmetOptions } from '@fastify/helmet'

/**
 * Headers of every answer. The policy lets the page load from Magpie alone: no script, font, picture or frame of
 * anybody else. `unsafe-inline` is for styles only: the component library writes <style> elements at run time.
 */
export const SECURITY_HEADERS: FastifyHelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  frameguard: { action: 'deny' },
  // Magpie itself speaks http; whoever puts TLS in front of it decides about HSTS.
  strictTransportSecurity: false,
  // Not `no-referrer`: that makes browsers send `Origin: null` with some same-origin requests.
  referrerPolicy: { policy: 'same-origin' },
  crossOriginEmbedderPolicy: false,
}
