package dev.segmentnovu.ingest.admin.http;

import dev.segmentnovu.config.Secret;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Authorizes requests to {@code /admin/*}. If a token is configured, each request must carry it. If
 * not, the port listens on loopback only, and the guard protects it from the operator's own
 * browser: a page of another site may call the port (so {@code Origin} must match {@code Host}), or
 * may point its own name at 127.0.0.1 (so {@code Host} must be a loopback name).
 */
public final class AccessGuard implements Handler<RoutingContext> {

  private static final String SCHEME = "Bearer ";

  private final @Nullable Secret token;

  /**
   * Creates a guard.
   *
   * @param token the bearer token that each request must carry; null if none is configured
   */
  public AccessGuard(@Nullable Secret token) {
    this.token = token;
  }

  @Override
  public void handle(RoutingContext context) {
    HostAndPort authority = context.request().authority();
    Optional<Problem> refusal =
        refusal(
            context.request().getHeader(HttpHeaders.AUTHORIZATION),
            authority == null ? null : authority.toString(),
            context.request().getHeader(HttpHeaders.ORIGIN));
    if (refusal.isEmpty()) {
      context.next();
      return;
    }
    if (refusal.get().status() == 401) {
      context.response().putHeader("WWW-Authenticate", "Bearer realm=\"relay-admin\"");
    }
    AdminResponses.problem(context, refusal.get());
  }

  /**
   * Decides about a request by its headers.
   *
   * @return why the request is refused; empty if it is allowed
   */
  Optional<Problem> refusal(
      @Nullable String authorization, @Nullable String host, @Nullable String origin) {
    if (token != null) {
      boolean valid =
          authorization != null
              && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
              && token.matches(authorization.substring(SCHEME.length()).strip());
      return valid
          ? Optional.empty()
          : Optional.of(
              new Problem(
                  401,
                  "The admin token is missing or wrong: send the value of RELAY_ADMIN_TOKEN as"
                      + " Authorization: Bearer <token>."));
    }
    if (host == null || !Loopback.isAuthority(host)) {
      return Optional.of(
          new Problem(
              403,
              "Without RELAY_ADMIN_TOKEN this port answers to localhost, 127.0.0.1 and [::1] only:"
                  + " call it by one of these, or set the token."));
    }
    if (origin != null
        && !origin.equalsIgnoreCase("http://" + host)
        && !origin.equalsIgnoreCase("https://" + host)) {
      return Optional.of(
          new Problem(
              403,
              "Without RELAY_ADMIN_TOKEN this port does not take calls from pages of other sites:"
                  + " set the token."));
    }
    return Optional.empty();
  }
}
