package dev.segmentnovu.ingest.admin.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;

/** What the routes that take a JSON body ask of a request before they read it. */
public final class JsonBody {

  private JsonBody() {}

  /** Refuses forms, because Vert.x's body handler would parse them and lose the body. */
  public static void require(RoutingContext context) {
    String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
    boolean empty = "0".equals(context.request().getHeader(HttpHeaders.CONTENT_LENGTH));
    if (type == null || empty || type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      context.next();
    } else {
      context.fail(415);
    }
  }
}
