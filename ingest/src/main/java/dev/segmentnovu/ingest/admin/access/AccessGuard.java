package dev.segmentnovu.ingest.admin.access;

import dev.segmentnovu.config.access.AdminAccess;
import dev.segmentnovu.config.access.AdminRole;
import dev.segmentnovu.config.access.AdminToken;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.Operator;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.ingest.admin.http.RequestError;
import dev.segmentnovu.ingest.admin.mapping.MappingRoutes;
import dev.segmentnovu.telemetry.OpsRoutes;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before every route of the admin port. It refuses tokens in URLs and requests that pages of
 * other sites make, on every path. On {@code /admin} and below it asks for a token, if there is
 * one, and attaches the {@link Operator} to the request; viewers may read only.
 */
public final class AccessGuard {

  private static final Logger LOG = LoggerFactory.getLogger(AccessGuard.class);

  private static final String SCHEME = "Bearer ";

  private static final Set<String> TOKEN_PARAMETERS = Set.of("token", "access_token");

  /** The paths whose POST requests only read. */
  private static final Set<String> READS = Set.of(MappingRoutes.TRY);

  private static final Problem WRONG_TOKEN =
      new Problem(
          401,
          "The admin token is missing or wrong: send the value of RELAY_ADMIN_TOKEN, or a token of"
              + " admin.tokens, as Authorization: Bearer <token>.");

  private final String boundHost;
  private final WrongTokens wrongTokens;
  private volatile AdminAccess access;

  /**
   * Creates a guard.
   *
   * @param boundHost the address that the port listens on
   * @param access who may call the port
   * @param nanoTime as {@link System#nanoTime}, for the waits after wrong tokens
   */
  public AccessGuard(String boundHost, AdminAccess access, LongSupplier nanoTime) {
    this.boundHost = boundHost;
    this.access = access;
    wrongTokens = new WrongTokens(nanoTime);
  }

  /** Replaces who may call the port, from the next request on. Thread-safe. */
  public void admit(AdminAccess other) {
    access = other;
  }

  /** Who makes a request that was let pass, if it was made now; empty if it is let pass no more. */
  public Optional<Operator> operatorNow(RoutingContext context) {
    AdminAccess now = access;
    if (now.isOpen()) {
      return Optional.of(Operator.NO_TOKEN);
    }
    String presented = token(context.request().getHeader(HttpHeaders.AUTHORIZATION));
    return presented == null ? Optional.empty() : now.find(presented).map(AccessGuard::operator);
  }

  private static Operator operator(AdminToken token) {
    return new Operator(token.name(), token.role());
  }

  /** Adds both checks to {@code router}; routes that are mounted later stand behind them. */
  public void mount(Router router) {
    router.route().handler(this::checkSite);
    router.route("/admin/*").handler(this::checkToken);
  }

  private void checkSite(RoutingContext context) {
    Optional<Problem> refusal =
        tokenInUrl(context)
            .or(
                () ->
                    SiteRules.refusal(
                        caller(context.request()), boundHost, access, isOps(context)));
    respond(context, refusal);
  }

  private void checkToken(RoutingContext context) {
    respond(context, authorize(context, access));
  }

  private static void respond(RoutingContext context, Optional<Problem> refusal) {
    refusal.ifPresentOrElse(
        problem -> AdminResponses.problem(context, problem), () -> context.next());
  }

  private static Optional<Problem> tokenInUrl(RoutingContext context) {
    return TOKEN_PARAMETERS.stream()
        .filter(name -> context.queryParams().contains(name))
        .findFirst()
        .map(
            name ->
                Problem.badRequest(
                    List.of(
                        new RequestError(
                            name,
                            "must not be in a URL, which proxies, browsers and logs keep: send the"
                                + " token as Authorization: Bearer <token>, and replace this one,"
                                + " which others may have read"))));
  }

  private static SiteRules.Caller caller(HttpServerRequest request) {
    HostAndPort authority = request.authority();
    return new SiteRules.Caller(
        request.method().name(),
        authority == null ? null : authority.toString(),
        request.getHeader(HttpHeaders.ORIGIN),
        request.getHeader("Sec-Fetch-Site"),
        request.getHeader("Sec-Fetch-Mode"),
        request.getHeader("Sec-Fetch-Dest"));
  }

  private static boolean isOps(RoutingContext context) {
    return OpsRoutes.PATHS.contains(context.request().path());
  }

  private Optional<Problem> authorize(RoutingContext context, AdminAccess now) {
    if (now.isOpen()) {
      Operator.NO_TOKEN.attachTo(context);
      return Optional.empty();
    }
    String presented = token(context.request().getHeader(HttpHeaders.AUTHORIZATION));
    if (presented == null) {
      return Optional.of(askForToken(context));
    }
    Optional<AdminToken> found = now.find(presented);
    String address = ClientAddress.group(context.request().remoteAddress());
    return switch (wrongTokens.judge(address, found.map(AdminToken::name).orElse(null))) {
      case ADMITTED -> admit(context, found.orElseThrow());
      case WRONG -> Optional.of(askForToken(context));
      case WRONG_TOO_OFTEN -> {
        LOG.warn(
            "Wrong admin tokens from {}: it must wait {} s for the next try",
            address,
            wrongTokens.secondsToWait(address));
        yield Optional.of(askForToken(context));
      }
      case WAIT -> Optional.of(askToWait(context, wrongTokens.secondsToWait(address)));
    };
  }

  private static @Nullable String token(@Nullable String authorization) {
    return authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? authorization.substring(SCHEME.length()).strip()
        : null;
  }

  private static Optional<Problem> admit(RoutingContext context, AdminToken token) {
    Operator operator = operator(token);
    operator.attachTo(context);
    HttpMethod method = context.request().method();
    return method.equals(HttpMethod.GET)
            || method.equals(HttpMethod.HEAD)
            || READS.contains(context.normalizedPath())
        ? Optional.empty()
        : operator.refusal(AdminRole.OPERATOR, "This request changes something, which");
  }

  private static Problem askForToken(RoutingContext context) {
    context.response().putHeader("WWW-Authenticate", "Bearer realm=\"relay-admin\"");
    return WRONG_TOKEN;
  }

  private static Problem askToWait(RoutingContext context, long seconds) {
    context.response().putHeader("Retry-After", Long.toString(seconds));
    return new Problem(
        429,
        "Too many wrong tokens came from this address, so the relay did not look at this one: try"
            + " again after "
            + seconds
            + " s. Tokens that were used from this address before are not affected.");
  }
}
