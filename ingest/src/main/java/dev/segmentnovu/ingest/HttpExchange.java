package dev.segmentnovu.ingest;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.telemetry.FailureLog;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request to ingest, from its head to its end. Code that works on a request runs through {@link
 * #run}, in whichever callback of Vert.x it is called: whatever it throws ends the request with an
 * answer, and what the request holds is released exactly once, when the answer is written or the
 * connection is gone.
 */
@EventLoopConfined
final class HttpExchange {

  private static final Logger LOG = LoggerFactory.getLogger(HttpExchange.class);
  private static final String KEY = "relay.exchange";
  private static final CharSequence JSON_TYPE = HttpHeaders.createOptimized("application/json");

  /** Built before anything fails: no memory, stack or class is needed to send it. */
  private static final Buffer MISTAKE =
      Buffer.buffer(
          "{\"success\":false,\"code\":\"internal_error\",\"message\":\"The relay failed because of"
              + " a bug; its log shows where. Send this request again\"}");

  /**
   * How long a connection stays open after a last answer that came before the body: a connection
   * that is closed with bytes unread is reset, and a reset can destroy the answer on its way.
   */
  private static final Duration LINGER = Duration.ofSeconds(1);

  /** A part of the way of a request, each of which Vert.x calls in a callback of its own. */
  enum Stage {
    /** The head is there. */
    HEAD,
    /** A part of the body is there. */
    BODY_PART,
    /** The body is there: it is unpacked, read, checked and given to the queue. */
    BODY,
    /** The body has not come in time. */
    READ_TIMEOUT,
    /** The queue is asked. */
    ENQUEUE,
    /** The queue has answered, or failed to. */
    ENQUEUED,
    /** An answer is written. */
    ANSWER,
    /** The answer is written, or the connection is gone. */
    END
  }

  /** What the exchanges of one verticle share. */
  record Surroundings(Context context, FailureLog mistakes, Consumer<Stage> onStage) {}

  private final RoutingContext request;
  private final Surroundings at;
  private final List<Runnable> releases = new ArrayList<>(4);
  private AdmissionControl.@Nullable Hold hold;
  private boolean awaitsContinue;
  private boolean last;
  private boolean ended;

  private HttpExchange(RoutingContext request, Surroundings at) {
    this.request = request;
    this.at = at;
  }

  /** The exchange of a request whose head is there. */
  static HttpExchange begin(RoutingContext request, Surroundings at) {
    var begun = new HttpExchange(request, at);
    request.put(KEY, begun);
    request.addEndHandler(ended -> begun.end());
    String expected = request.request().getHeader(HttpHeaders.EXPECT);
    begun.awaitsContinue = expected != null && request.request().version() != HttpVersion.HTTP_1_0;
    return begun;
  }

  /** The exchange of {@code request}; null for one that was refused before it had any. */
  static @Nullable HttpExchange find(RoutingContext request) {
    return request.get(KEY);
  }

  /** The exchange of {@code request}, which has begun. */
  static HttpExchange of(RoutingContext request) {
    HttpExchange found = find(request);
    if (found == null) {
      throw new IllegalStateException("The request has no exchange yet");
    }
    return found;
  }

  /** Runs a part of the work on the request. Throws nothing. */
  void run(Stage stage, Runnable step) {
    try {
      at.onStage.accept(stage);
      step.run();
    } catch (Throwable thrown) {
      fail(stage, thrown);
    }
  }

  /** As {@link #run}, for a callback. */
  <T> Handler<T> running(Stage stage, Consumer<T> step) {
    return value -> run(stage, () -> step.accept(value));
  }

  /** Takes the request in flight until it ends; false if there is no room, which is counted. */
  boolean enter(AdmissionControl inFlight) {
    Optional<AdmissionControl.Hold> entered = inFlight.enter();
    hold = entered.orElse(null);
    return entered.isPresent();
  }

  /** Takes bytes of its body in flight; false if there is no room, which is counted. */
  boolean add(int bytes) {
    AdmissionControl.Hold held = hold;
    if (held == null) {
      throw new IllegalStateException("The request is not in flight");
    }
    return held.add(bytes);
  }

  /** Has {@code release} run once when the exchange ends. */
  void onEnd(Runnable release) {
    releases.add(release);
  }

  /**
   * Asks for something, and goes on with the outcome on the event loop. Until then the request
   * stays in flight, though its client goes away.
   *
   * @param ask may throw, and may return a stage that fails; either ends the request
   */
  <T> void await(Supplier<CompletionStage<T>> ask, Consumer<T> then) {
    AdmissionControl.Hold held = hold;
    if (held != null) {
      held.keep();
    }
    Future<T> asked;
    try {
      at.onStage.accept(Stage.ENQUEUE);
      asked = Future.fromCompletionStage(ask.get(), at.context);
    } catch (Throwable thrown) {
      asked = Future.failedFuture(thrown);
    }
    asked.onComplete(
        outcome -> {
          if (outcome.succeeded()) {
            run(Stage.ENQUEUED, () -> then.accept(outcome.result()));
          } else {
            fail(Stage.ENQUEUED, outcome.cause());
          }
          if (held != null) {
            held.release();
          }
        });
  }

  /** What the client expects before it sends the body; null if nothing. */
  @Nullable String expectation() {
    return awaitsContinue ? request.request().getHeader(HttpHeaders.EXPECT) : null;
  }

  /** Tells a client that waits for it to send the body. */
  void proceed() {
    if (awaitsContinue) {
      awaitsContinue = false;
      ignoringFailure(request.response().writeContinue());
    }
  }

  /** Has the connection closed after the answer: the client must not send another request on it. */
  void answerIsLast() {
    last = true;
  }

  /** Answers, if there is no answer yet and the client is still there. */
  void answer(int status, Buffer json) {
    run(
        Stage.ANSWER,
        () -> {
          HttpServerResponse response = request.response();
          if (!response.ended() && !response.closed()) {
            // a client that waits to send a body may send it or not: the next request is not found
            last |= awaitsContinue;
            if (last) {
              response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
            write(response, status, json);
          }
        });
  }

  /** Writes an answer to a request, with or without an exchange. */
  static void write(HttpServerResponse response, int status, Buffer json) {
    ignoringFailure(
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, JSON_TYPE).end(json));
  }

  /** A client that went away sends again by its own rules. */
  private static void ignoringFailure(Future<Void> written) {
    written.onFailure(gone -> {});
  }

  /** Ends the request because of a bug; throws nothing. */
  void fail(Stage stage, Throwable thrown) {
    report(at.mistakes, stage, thrown);
    last |= awaitsContinue;
    rescue(request.request(), last);
  }

  /** Logs what was thrown while a request was worked on, within bounds; throws nothing. */
  static void report(FailureLog mistakes, Stage stage, Throwable thrown) {
    try {
      mistakes
          .failed("A request failed at " + stage + " because of a bug in the relay")
          .ifPresent(line -> LOG.error(line, thrown));
    } catch (Throwable unlogged) {
      // the answer matters more
    }
  }

  /** Answers 500, or closes the connection where that cannot be done; throws nothing. */
  static void rescue(HttpServerRequest request, boolean last) {
    try {
      HttpServerResponse response = request.response();
      if (response.closed()) {
        return;
      }
      if (response.headWritten() || response.ended()) {
        // whether the answer is complete is not known: a client without one sends again
        close(request);
      } else {
        if (last) {
          response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        write(response, 500, MISTAKE);
      }
    } catch (Throwable unanswered) {
      close(request);
    }
  }

  private static void close(HttpServerRequest request) {
    try {
      ignoringFailure(request.connection().close());
    } catch (Throwable unclosed) {
      LOG.error("A connection could not be closed", unclosed);
    }
  }

  /** Once; what one release throws does not keep the others from running. */
  private void end() {
    if (ended) {
      return;
    }
    ended = true;
    safely(() -> at.onStage.accept(Stage.END));
    for (Runnable release : releases) {
      safely(release);
    }
    AdmissionControl.Hold held = hold;
    if (held != null) {
      safely(held::release);
    }
    if (last) {
      safely(this::closeSoon);
    }
  }

  private void safely(Runnable release) {
    try {
      release.run();
    } catch (Throwable thrown) {
      report(at.mistakes, Stage.END, thrown);
    }
  }

  private void closeSoon() {
    HttpServerRequest sent = request.request();
    if (sent.isEnded()) {
      close(sent);
    } else {
      sent.endHandler(complete -> close(sent));
      at.context.owner().setTimer(LINGER.toMillis(), timer -> close(sent));
    }
  }
}
