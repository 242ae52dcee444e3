package io.ringway.control.access;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** The rules that decide which login and which role a request needs. */
@Configuration(proxyBeanMethods = false)
class SecurityFilterChains {

  private static final String[] CLASSROOM = {"/rep", "/add", "/rm"};

  /**
   * Protects the REST API: needs an API token, or the session of a page together with its CSRF
   * token.
   */
  @Bean
  @Order(1)
  SecurityFilterChain apiChain(
      HttpSecurity http,
      ApiTokens tokens,
      UserStore userStore,
      Audit audit,
      LoginRateLimits loginRateLimits,
      AuthenticationEntryPoints authenticationEntryPoints,
      AccessSettings settings,
      Environment environment) {
    var open = settings.classroomOpen(environment);
    var unknown = authenticationEntryPoints.api();
    return http.securityMatcher(
            "/api/**",
            "/rep",
            "/add",
            "/rm",
            "/v3/api-docs/**",
            "/v3/api-docs.yaml",
            "/actuator/**")
        .headers(SecurityHeaders::of)
        .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.NEVER))
        .requestCache(cache -> cache.disable())
        .csrf(csrf ->
            csrf.ignoringRequestMatchers(TokenAuthenticationFilter::carriesToken)
                .ignoringRequestMatchers(request -> open && classroomProgram(request)))
        .addFilterBefore(
            new TokenAuthenticationFilter(tokens, audit, loginRateLimits, unknown),
            UsernamePasswordAuthenticationFilter.class)
        .addFilterBefore(
            new AccountStateFilter(userStore, authenticationEntryPoints),
            AnonymousAuthenticationFilter.class)
        .authorizeHttpRequests(requests -> {
          permitDispatches(requests)
              .requestMatchers("/actuator/health/**")
              .permitAll()
              .requestMatchers(
                  "/api/v1/tokens/**",
                  "/api/v1/balancers/tokens/**",
                  "/api/v1/users/**",
                  "/api/v1/audit/**")
              .hasRole("ADMIN");
          if (open) {
            requests.requestMatchers(CLASSROOM).permitAll();
          }
          requests
              .requestMatchers(HttpMethod.GET)
              .hasRole("VIEWER")
              .requestMatchers(HttpMethod.HEAD)
              .hasRole("VIEWER")
              .requestMatchers(readOnlyPost())
              .hasRole("VIEWER")
              .anyRequest()
              .hasRole("OPERATOR");
        })
        .exceptionHandling(refused ->
            refused
                .authenticationEntryPoint(unknown)
                .accessDeniedHandler(authenticationEntryPoints.accessDenied(unknown)))
        .build();
  }

  /** Protects the pages, the login, the logout and the static files. */
  @Bean
  @Order(2)
  SecurityFilterChain pageChain(
      HttpSecurity http,
      UserStore userStore,
      AuthenticationEntryPoints authenticationEntryPoints,
      Audit audit) {
    var unknown = authenticationEntryPoints.pages();
    var pages = new HttpSessionRequestCache();
    pages.setRequestMatcher(SecurityFilterChains::isPage);
    return http.headers(SecurityHeaders::of)
        .requestCache(cache -> cache.requestCache(pages))
        .addFilterBefore(
            new AccountStateFilter(userStore, authenticationEntryPoints),
            AnonymousAuthenticationFilter.class)
        .authorizeHttpRequests(requests ->
            permitDispatches(requests)
                .requestMatchers("/login", "/setup", "/password")
                .permitAll()
                .requestMatchers(
                    HttpMethod.GET, "/*.css", "/*.js", "/*.svg", "/favicon.ico", "/webjars/**")
                .permitAll()
                // The handshake interceptor checks the enrolment token.
                .requestMatchers("/fleet/v1")
                .permitAll()
                .requestMatchers("/access/**", "/balancers/tokens/**")
                .hasRole("ADMIN")
                // Every user may change the own password, whatever the role.
                .requestMatchers("/account/**")
                .hasRole("VIEWER")
                .requestMatchers(HttpMethod.GET)
                .hasRole("VIEWER")
                .requestMatchers(HttpMethod.HEAD)
                .hasRole("VIEWER")
                .anyRequest()
                .hasRole("OPERATOR"))
        .formLogin(form ->
            form.loginPage("/login")
                .successHandler(savedRequestRedirect(pages))
                .failureHandler((request, response, why) -> {
                  if (why instanceof LoginRateLimitException) {
                    authenticationEntryPoints.respond(request, response, why);
                  } else {
                    response.sendRedirect(failure(why));
                  }
                }))
        .logout(logout ->
            logout
                .logoutSuccessUrl("/login?out")
                .addLogoutHandler((request, _, who) -> {
                  if (who != null) {
                    audit.record("logout", who.getName(), request.getRemoteAddr(), "Logged out.");
                  }
                }))
        .exceptionHandling(refused ->
            refused
                .authenticationEntryPoint(unknown)
                .accessDeniedHandler(authenticationEntryPoints.accessDenied(unknown)))
        .build();
  }

  /**
   * Redirects to the page that was requested before the login, by its path only: the Host of that
   * request may have been anything.
   */
  private static AuthenticationSuccessHandler savedRequestRedirect(RequestCache pages) {
    var handler = new SavedRequestAwareAuthenticationSuccessHandler();
    handler.setRequestCache(pages);
    handler.setRedirectStrategy((_, response, url) -> {
      var to = URI.create(url);
      response.sendRedirect(
          to.getRawPath() + (to.getRawQuery() == null ? "" : "?" + to.getRawQuery()));
    });
    return handler;
  }

  private static String failure(AuthenticationException why) {
    return why instanceof org.springframework.security.authentication.AuthenticationServiceException
        ? "/login?broken"
        : "/login?wrong";
  }

  /**
   * Permits forwards and error dispatches: they belong to a request that was authorized, or
   * refused, before.
   */
  private static AuthorizeHttpRequestsConfigurer<HttpSecurity>
          .AuthorizationManagerRequestMatcherRegistry
      permitDispatches(
          AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry
              requests) {
    return requests
        .dispatcherTypeMatchers(DispatcherType.FORWARD, DispatcherType.ERROR, DispatcherType.ASYNC)
        .permitAll();
  }

  /**
   * Tells whether a program sent the request, and not a page of another site in a user's browser:
   * browsers send the origin.
   */
  private static boolean classroomProgram(HttpServletRequest request) {
    return java.util.Set.of(CLASSROOM).contains(request.getRequestURI())
        && request.getHeader("Origin") == null
        && request.getHeader("Sec-Fetch-Site") == null;
  }

  /**
   * Matches POST requests that only query, such as a preview or an explanation, and change nothing.
   */
  private static RequestMatcher readOnlyPost() {
    return request ->
        "POST".equals(request.getMethod())
            && request.getRequestURI().matches("/api/v1/clusters/[^/]+:(preview|explain)");
  }

  private static boolean isPage(HttpServletRequest request) {
    var accept = request.getHeader("Accept");
    return "GET".equals(request.getMethod())
        && request.getHeader("HX-Request") == null
        && accept != null
        && accept.contains("text/html");
  }
}
