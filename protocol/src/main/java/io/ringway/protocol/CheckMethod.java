package io.ringway.protocol;

/** The method of a health check; none of them changes anything at the server. */
public enum CheckMethod {
  GET,
  HEAD,
  OPTIONS
}
