package dev.segmentnovu.ingest.admin.http;

import dev.segmentnovu.config.access.AdminRole;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * Who makes a request to {@code /admin/*}. The access guard attaches it to the request.
 *
 * @param name the name of the token
 * @param role what the holder of the token may do
 */
public record Operator(String name, AdminRole role) {

  /** Whoever calls a port that has no token. No token can have this name. */
  public static final Operator NO_TOKEN = new Operator("-", AdminRole.OPERATOR);

  private static final String KEY = "relay.operator";

  /** Attaches this operator to a request. */
  public void attachTo(RoutingContext context) {
    context.put(KEY, this);
  }

  /** Who makes this request, which the access guard has let pass. */
  public static Operator of(RoutingContext context) {
    Operator operator = context.get(KEY);
    if (operator == null) {
      throw new IllegalStateException("The request did not pass the access guard");
    }
    return operator;
  }

  /** Why this operator may not do {@code what}; empty if {@code needed} is among the rights. */
  public Optional<Problem> refusal(AdminRole needed, String what) {
    return role.includes(needed)
        ? Optional.empty()
        : Optional.of(
            new Problem(
                403,
                what
                    + " needs the role operator, and the token "
                    + name
                    + " has the role viewer: use another token, or change its role in"
                    + " admin.tokens."));
  }
}
