package dev.segmentnovu.ingest.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.DeadLetters;
import dev.segmentnovu.queue.DeadLetters.Page;
import dev.segmentnovu.queue.DeadLetters.ReplayResult;
import dev.segmentnovu.queue.DeadLetters.Whole;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Lists, shows, replays and deletes dead letters. */
final class DeadLetterRoutes {

  /** The largest body taken. Ingest takes no event larger than 32 KB, unless told otherwise. */
  static final int MAX_BODY_BYTES = 1024 * 1024;

  private static final Problem GONE =
      new Problem(
          404, "There is no dead letter of this id: it may have been replayed or deleted before.");

  private static final String WARNING =
      "Later events of this user may already have been delivered.";

  private static final String EXPIRED =
      " The event is older than a rule's maxAge allows, so that rule will not be sent, and the event"
          + " becomes a dead letter again: replay that one with \"force\": true to send it all the"
          + " same.";

  private static final String FORCED =
      " The event is older than a rule's maxAge allows, and is sent all the same.";

  private final DeadLetters deadLetters;
  private final ConfigView config;
  private final Clock clock;

  DeadLetterRoutes(DeadLetters deadLetters, ConfigView config, Clock clock) {
    this.deadLetters = deadLetters;
    this.config = config;
    this.clock = clock;
  }

  void mount(Router router) {
    String all = "/admin/dead-letters";
    router.get(all).handler(this::list);
    router.route(all).handler(Failures.notAllowed("GET"));

    String one = all + "/:id";
    router.get(one).handler(this::show);
    router.delete(one).handler(this::delete);
    router.route(one).handler(Failures.notAllowed("GET, DELETE"));

    String replay = one + "/replay";
    router.post(replay).handler(DeadLetterRoutes::requireJson);
    router
        .post(replay)
        .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
        .handler(this::replay);
    router.route(replay).handler(Failures.notAllowed("POST"));
  }

  /** A form would be taken apart as a form on the way, and arrive damaged or not at all. */
  private static void requireJson(RoutingContext context) {
    String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
    boolean empty = "0".equals(context.request().getHeader(HttpHeaders.CONTENT_LENGTH));
    if (type == null || empty || type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      context.next();
    } else {
      context.fail(415);
    }
  }

  private void list(RoutingContext context) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (var parameter : context.queryParams()) {
      parameters
          .computeIfAbsent(parameter.getKey(), name -> new ArrayList<>())
          .add(parameter.getValue());
    }
    ParseResult<DeadLetterQuery> checked = DeadLetterQuery.parse(parameters, config.sources());
    if (checked instanceof ParseResult.Invalid<DeadLetterQuery> invalid) {
      AdminResponses.problem(context, Problem.mistakes(invalid.mistakes()));
    } else if (checked instanceof ParseResult.Valid<DeadLetterQuery> valid) {
      DeadLetterQuery query = valid.value();
      Future<Page> page = here(deadLetters.list(query.filter(), query.cursor(), query.limit()));
      AdminResponses.when(
          context,
          page.map(Optional::of).recover(DeadLetterRoutes::withoutPage),
          found -> {
            if (found.isPresent()) {
              AdminResponses.json(context, 200, DeadLetterJson.page(found.get()));
            } else {
              RequestError cursor =
                  new RequestError(
                      "cursor",
                      "is not one this list gave out; leave it out to begin at the newest");
              AdminResponses.problem(context, Problem.mistakes(List.of(cursor)));
            }
          });
    }
  }

  /** Empty where the list refused its cursor: the only argument that it checks itself. */
  private static Future<Optional<Page>> withoutPage(Throwable failure) {
    return Failures.cause(failure) instanceof IllegalArgumentException
        ? Future.succeededFuture(Optional.empty())
        : Future.failedFuture(failure);
  }

  private void show(RoutingContext context) {
    AdminResponses.when(
        context,
        here(deadLetters.find(context.pathParam("id"))),
        found ->
            found.ifPresentOrElse(
                whole -> AdminResponses.json(context, 200, DeadLetterJson.whole(whole)),
                () -> AdminResponses.problem(context, GONE)));
  }

  private void delete(RoutingContext context) {
    String id = context.pathParam("id");
    AdminResponses.when(
        context,
        here(deadLetters.delete(id)),
        deleted -> {
          if (deleted) {
            Audit.changed("delete", id, context.request().remoteAddress());
            AdminResponses.noContent(context);
          } else {
            AdminResponses.problem(context, GONE);
          }
        });
  }

  private void replay(RoutingContext context) {
    byte[] body =
        context.body().buffer() == null ? new byte[0] : context.body().buffer().getBytes();
    ParseResult<ReplayRequest> checked = ReplayRequest.parse(body);
    if (checked instanceof ParseResult.Invalid<ReplayRequest> invalid) {
      AdminResponses.problem(context, Problem.mistakes(invalid.mistakes()));
    } else if (checked instanceof ParseResult.Valid<ReplayRequest> valid) {
      AdminResponses.when(
          context,
          here(deadLetters.find(context.pathParam("id"))),
          found ->
              found.ifPresentOrElse(
                  whole -> replay(context, valid.value(), whole),
                  () -> AdminResponses.problem(context, GONE)));
    }
  }

  private void replay(RoutingContext context, ReplayRequest request, Whole whole) {
    StoredEvent stored = DeadLetterJson.stored(whole.entry()).orElse(null);
    if (stored == null) {
      AdminResponses.problem(
          context,
          new Problem(
              409,
              "This version of the relay cannot read the entry, so a replay would only fail again:"
                  + " replay it with the version that wrote it, or delete it."));
      return;
    }
    ParseResult<byte[]> checked = request.entry(stored, whole.deadLetter());
    if (checked instanceof ParseResult.Invalid<byte[]> invalid) {
      AdminResponses.problem(context, Problem.mistakes(invalid.mistakes()));
    } else if (checked instanceof ParseResult.Valid<byte[]> entry) {
      AdminResponses.when(
          context,
          here(deadLetters.replay(whole.deadLetter().id(), request.position(), entry.value())),
          result -> replayed(context, request, whole.deadLetter(), result));
    }
  }

  private void replayed(
      RoutingContext context, ReplayRequest request, DeadLetter letter, ReplayResult result) {
    String id = letter.id();
    switch (result) {
      case REPLAYED -> {
        String action = request.event() == null ? "replay" : "replay-edited";
        Audit.changed(action, id, context.request().remoteAddress());
        AdminResponses.json(context, 200, replayedJson(request, letter));
      }
      case BUSY ->
          AdminResponses.problem(
              context,
              new Problem(
                  409,
                  "The user's first event is being delivered, so nothing can go before it now: try"
                      + " again shortly, or replay to the tail."));
      case GONE -> AdminResponses.problem(context, GONE);
    }
  }

  private ObjectNode replayedJson(ReplayRequest request, DeadLetter letter) {
    boolean expired = isExpired(letter);
    String more = expired ? (request.force() ? FORCED : EXPIRED) : "";
    return EventCodec.JSON
        .createObjectNode()
        .put("id", letter.id())
        .put("replayed", true)
        .put("position", request.position().name().toLowerCase(Locale.ROOT))
        .put("expired", expired)
        .put("warning", WARNING + more);
  }

  /** Whether a rule's {@code maxAge} has ended; the worker wrote down when it does. */
  private boolean isExpired(DeadLetter letter) {
    String notAfter = letter.details().path("notAfter").textValue();
    return notAfter != null && clock.instant().isAfter(Instant.parse(notAfter));
  }

  /** The stage's result on the request's own context. */
  private static <T> Future<T> here(CompletionStage<T> stage) {
    return Future.fromCompletionStage(stage, Vertx.currentContext());
  }
}
