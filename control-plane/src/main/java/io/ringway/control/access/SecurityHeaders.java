package io.ringway.control.access;

import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.header.writers.DelegatingRequestMatcherHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.StaticHeadersWriter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;

/** The response fields that forbid browsers what our pages never do. */
final class SecurityHeaders {

  private static final String CSP = "Content-Security-Policy";
  private static final String OWN_ONLY =
      "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
  // The API page of springdoc sets style attributes; its scripts are served from files, like ours.
  private static final String API_PAGE =
      OWN_ONLY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");

  private SecurityHeaders() {}

  static void of(HeadersConfigurer<HttpSecurity> headers) {
    var apiPage = PathPatternRequestMatcher.withDefaults().matcher("/swagger-ui/**");
    headers
        .frameOptions(HeadersConfigurer.FrameOptionsConfig::deny)
        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER))
        .permissionsPolicyHeader(policy ->
            policy.policy(
                "camera=(), geolocation=(), microphone=(), payment=(), usb=(),"
                    + " browsing-topics=()"))
        .addHeaderWriter(
            new DelegatingRequestMatcherHeaderWriter(
                new NegatedRequestMatcher(apiPage), new StaticHeadersWriter(CSP, OWN_ONLY)))
        .addHeaderWriter(
            new DelegatingRequestMatcherHeaderWriter(
                apiPage, new StaticHeadersWriter(CSP, API_PAGE)));
  }
}
