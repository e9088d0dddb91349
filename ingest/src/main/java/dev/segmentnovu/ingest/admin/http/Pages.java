package dev.segmentnovu.ingest.admin.http;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Answers requests for a page of a list. */
public final class Pages {

  private static final Problem INVALID_CURSOR =
      Problem.badRequest(
          List.of(
              new RequestError(
                  "cursor",
                  "is not one this list gave out; leave it out to begin at the beginning")));

  private Pages() {}

  /**
   * Calls {@code respond} with a page. A stage that fails with {@link IllegalArgumentException}
   * refuses the cursor: the only argument of a list that the queue validates itself.
   */
  public static <T> void respond(
      RoutingContext context, CompletionStage<T> page, Consumer<T> respond) {
    AdminResponses.respondAfter(
        context,
        AdminResponses.onEventLoop(page).map(Optional::of).recover(Pages::emptyIfCursorIsInvalid),
        found ->
            found.ifPresentOrElse(respond, () -> AdminResponses.problem(context, INVALID_CURSOR)));
  }

  private static <T> Future<Optional<T>> emptyIfCursorIsInvalid(Throwable failure) {
    return ErrorResponses.unwrap(failure) instanceof IllegalArgumentException
        ? Future.succeededFuture(Optional.empty())
        : Future.failedFuture(failure);
  }
}
