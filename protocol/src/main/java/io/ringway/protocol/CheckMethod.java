package io.ringway.protocol;

/** The HTTP method of a health check; none of them changes anything on the server. */
public enum CheckMethod {
  GET,
  HEAD,
  OPTIONS
}
