package dev.segmentnovu.ingest.http;

import dev.segmentnovu.telemetry.FailureLog;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles whatever a stage of a request throws: logs it at a limited rate, and answers 500 or
 * closes the connection. The requests of one verticle share an instance.
 */
public final class RequestFailures {

  private static final Logger LOG = LoggerFactory.getLogger(RequestFailures.class);

  private final FailureLog failures = new FailureLog(System::nanoTime);

  /** Built in advance: after a failure, there may be no memory, stack or class left to build it. */
  private final IngestResponse internalError = IngestResponse.internalError();

  private final Consumer<RequestStage> onStage;

  /**
   * Creates a handler.
   *
   * @param onStage called at the start of each stage; tests throw here
   */
  public RequestFailures(Consumer<RequestStage> onStage) {
    this.onStage = onStage;
  }

  /** Marks the start of a stage. May throw. */
  void enter(RequestStage stage) {
    onStage.accept(stage);
  }

  /** Logs what a stage threw. Throws nothing. */
  void report(RequestStage stage, Throwable thrown) {
    try {
      failures
          .failed("A request failed at " + stage + " because of a bug in the relay")
          .ifPresent(line -> LOG.error(line, thrown));
    } catch (Throwable unlogged) {
      // the response matters more
    }
  }

  /**
   * Answers 500, or closes the connection if that is not possible. Throws nothing.
   *
   * @param closeConnection whether the connection must close after the response
   */
  void respond(HttpServerRequest request, boolean closeConnection) {
    try {
      HttpServerResponse response = request.response();
      if (response.closed()) {
        return;
      }
      if (response.headWritten() || response.ended()) {
        // the response may be incomplete: a client that gets none sends the request again
        close(request);
      } else {
        if (closeConnection) {
          response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        internalError.writeTo(response);
      }
    } catch (Throwable unanswered) {
      close(request);
    }
  }

  /** Closes the request's connection. Throws nothing. */
  static void close(HttpServerRequest request) {
    try {
      var unused = request.connection().close().onFailure(alreadyClosed -> {});
    } catch (Throwable unclosed) {
      LOG.error("A connection could not be closed", unclosed);
    }
  }
}
