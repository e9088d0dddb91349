package dev.segmentnovu.ingest.admin.access;

import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.JsonTime;
import dev.segmentnovu.ingest.admin.http.Operator;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Locale;

/** Tells a client who it is to this port, and which relay answers. */
public final class SessionRoutes {

  private static final String PATH = "/admin/session";

  private final Instant startedAt;
  private final boolean sandbox;

  /**
   * Creates the routes.
   *
   * @param startedAt since when the port answers
   * @param sandbox whether a sandbox in this process stands in for Novu
   */
  public SessionRoutes(Instant startedAt, boolean sandbox) {
    this.startedAt = startedAt;
    this.sandbox = sandbox;
  }

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    router.get(PATH).handler(this::show);
    router.route(PATH).handler(ErrorResponses.methodNotAllowed("GET"));
  }

  private void show(RoutingContext context) {
    Operator operator = Operator.of(context);
    String version = SessionRoutes.class.getPackage().getImplementationVersion();
    AdminResponses.json(
        context,
        200,
        EventCodec.JSON
            .createObjectNode()
            .put("name", operator.name())
            .put("role", operator.role().name().toLowerCase(Locale.ROOT))
            .put("open", operator.equals(Operator.NO_TOKEN))
            .put("version", version == null ? "not packaged" : version)
            .put("startedAt", JsonTime.text(startedAt))
            .put("sandbox", sandbox));
  }
}
