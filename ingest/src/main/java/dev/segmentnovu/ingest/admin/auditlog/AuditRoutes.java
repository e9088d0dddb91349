package dev.segmentnovu.ingest.admin.auditlog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.JsonTime;
import dev.segmentnovu.ingest.admin.http.Pages;
import dev.segmentnovu.ingest.admin.http.ParseResult;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import dev.segmentnovu.queue.admin.AuditEntries;
import dev.segmentnovu.queue.admin.AuditEntries.Action;
import dev.segmentnovu.queue.admin.AuditEntries.Entry;
import dev.segmentnovu.queue.admin.AuditEntries.Page;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Lists the audit log, and exports it as one JSON object per line. It holds no personal data, so
 * viewers read it as it is.
 */
public final class AuditRoutes {

  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 500;

  /** Entries that an export reads at once. */
  private static final int CHUNK = 250;

  private record Query(@Nullable String cursor, int limit) {}

  private final AuditEntries entries;

  /**
   * Creates the routes.
   *
   * @param entries the stored audit log
   */
  public AuditRoutes(AuditEntries entries) {
    this.entries = entries;
  }

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    String list = "/admin/audit";
    router.get(list).handler(this::list);
    router.route(list).handler(ErrorResponses.methodNotAllowed("GET"));

    String export = list + "/export";
    router.get(export).handler(this::export);
    router.route(export).handler(ErrorResponses.methodNotAllowed("GET"));
  }

  private void list(RoutingContext context) {
    var parameters = QueryParameters.of(context, Set.of("cursor", "limit"));
    ParseResult<Query> parsed =
        parameters.result(
            new Query(
                parameters.text("cursor"), parameters.whole("limit", 1, MAX_LIMIT, DEFAULT_LIMIT)));
    parsed.match(
        query -> list(context, query),
        mistakes -> AdminResponses.problem(context, Problem.badRequest(mistakes)));
  }

  private void list(RoutingContext context, Query query) {
    Pages.respond(
        context,
        entries.list(query.cursor(), query.limit()),
        page -> AdminResponses.json(context, 200, json(page)));
  }

  private void export(RoutingContext context) {
    var parameters = QueryParameters.of(context, Set.of());
    parameters
        .result(Boolean.TRUE)
        .match(
            valid -> exportAfter(context, null),
            mistakes -> AdminResponses.problem(context, Problem.badRequest(mistakes)));
  }

  /** Reads a chunk once the client has taken the one before. */
  private void exportAfter(RoutingContext context, @Nullable String cursor) {
    AdminResponses.onEventLoop(entries.list(cursor, CHUNK))
        .compose(page -> write(context, page).map(page))
        .onSuccess(
            page -> {
              if (page.next() == null) {
                context.response().end();
              } else {
                exportAfter(context, page.next());
              }
            })
        .onFailure(failure -> end(context, failure));
  }

  private static Future<Void> write(RoutingContext context, Page page) {
    if (!context.response().headWritten()) {
      AdminResponses.addSecurityHeaders(context);
      context
          .response()
          .setChunked(true)
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/x-ndjson")
          .putHeader("Content-Disposition", "attachment; filename=\"audit.ndjson\"");
    }
    Buffer lines = Buffer.buffer();
    for (Entry entry : page.items()) {
      lines.appendBytes(bytes(json(entry))).appendByte((byte) '\n');
    }
    return context.response().write(lines);
  }

  /**
   * A client must not take a part for the whole: without an end of the chunks, it sees an error.
   */
  private static void end(RoutingContext context, Throwable failure) {
    if (context.response().headWritten()) {
      var unused = context.request().connection().close();
    } else {
      context.fail(failure);
    }
  }

  private static ObjectNode json(Page page) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    ArrayNode items = json.putArray("items");
    page.items().forEach(each -> items.add(json(each)));
    json.put("next", page.next());
    return json;
  }

  private static ObjectNode json(Entry entry) {
    Action action = entry.action();
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.put("at", JsonTime.text(entry.at()));
    json.put("by", action.by());
    json.put("role", action.role());
    json.put("remote", action.remote());
    json.put("action", action.action());
    json.put("source", action.source());
    json.put("subject", action.subject());
    ObjectNode details = json.putObject("details");
    new TreeMap<>(action.details()).forEach(details::put);
    return json;
  }

  private static byte[] bytes(ObjectNode json) {
    try {
      return EventCodec.JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // the relay built this tree, so writing it cannot fail
    }
  }
}
