package dev.segmentnovu.ingest;

import dev.segmentnovu.event.intake.Refusal;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Takes a request in flight, if there is room for it, reads its body up to a limit, and unpacks it.
 * What the head alone tells is refused before the body is read.
 */
final class RequestBody implements Handler<RoutingContext> {

  /** Makes handlers that read a body first. */
  interface Reader {
    /**
     * Reads the body, and passes it to {@code next}, unpacked.
     *
     * @param head why a request is refused by what its head says; empty if it may be read
     */
    Handler<RoutingContext> then(
        Function<RoutingContext, Optional<Refusal>> head, BiConsumer<RoutingContext, byte[]> next);
  }

  private static final int RETRY_AFTER_SECONDS = 1;

  private final int limit;
  private final AdmissionControl inFlight;
  private final SlowClients slow;
  private final Function<RoutingContext, Optional<Refusal>> head;
  private final BiConsumer<RoutingContext, byte[]> next;

  /**
   * A handler that reads bodies.
   *
   * @param limit largest body, both as sent and unpacked
   * @param inFlight what the process has in flight
   * @param slow is told what is being read
   * @param head as in {@link Reader#then}
   * @param next gets the unpacked body
   */
  RequestBody(
      int limit,
      AdmissionControl inFlight,
      SlowClients slow,
      Function<RoutingContext, Optional<Refusal>> head,
      BiConsumer<RoutingContext, byte[]> next) {
    this.limit = limit;
    this.inFlight = inFlight;
    this.slow = slow;
    this.head = head;
    this.next = next;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpExchange exchange = HttpExchange.of(context);
    Optional<Refusal> refusal = head.apply(context);
    if (refusal.isPresent()) {
      HttpResponses.refused(context, refusal.get());
    } else if (declaredLength(context.request()) > limit) {
      tooLarge(context);
    } else if (!exchange.enter(inFlight)) {
      tooMuchInFlight(context);
    } else {
      slow.reading(context);
      exchange.onEnd(() -> slow.read(context));
      read(context, exchange);
      exchange.proceed();
    }
  }

  /** What {@code Content-Length} says; 0 where there is none. */
  private static long declaredLength(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length.strip());
    } catch (NumberFormatException e) {
      return 0; // the HTTP decoder refuses what is no length
    }
  }

  private void read(RoutingContext context, HttpExchange exchange) {
    HttpServerRequest request = context.request();
    var body = new Gathered();
    request.exceptionHandler(broken -> {}); // the exchange ends with the connection
    request.handler(
        exchange.<Buffer>running(
            HttpExchange.Stage.BODY_PART,
            chunk -> {
              if (context.response().ended()) {
                body.chunks.clear(); // of no use any more
              } else if (body.length + chunk.length() > limit) {
                tooLarge(context);
              } else if (exchange.add(chunk.length())) {
                body.add(chunk);
              } else {
                exchange.answerIsLast();
                tooMuchInFlight(context);
              }
            }));
    request.endHandler(
        exchange.<Void>running(
            HttpExchange.Stage.BODY,
            unused -> {
              slow.read(context);
              if (!context.response().ended()) {
                unpack(context, exchange, body.bytes());
              }
            }));
  }

  /** Chunks as they came, put together once: a body that grew would be copied again and again. */
  private static final class Gathered {
    private final List<Buffer> chunks = new ArrayList<>(1);
    private int length;

    void add(Buffer chunk) {
      chunks.add(chunk);
      length += chunk.length();
    }

    byte[] bytes() {
      byte[] bytes = new byte[length];
      int end = 0;
      for (Buffer chunk : chunks) {
        chunk.getBytes(bytes, end);
        end += chunk.length();
      }
      chunks.clear();
      return bytes;
    }
  }

  private void unpack(RoutingContext context, HttpExchange exchange, byte[] body) {
    String encoding = context.request().getHeader("Content-Encoding");
    if (encoding == null || encoding.equalsIgnoreCase("identity")) {
      next.accept(context, body);
      return;
    }
    if (!encoding.equalsIgnoreCase("gzip")) {
      HttpResponses.refused(
          context, new Refusal(415, "bad_request", "Content-Encoding must be gzip or identity"));
      return;
    }
    Gzip.Result result = Gzip.unpack(body, limit);
    if (result instanceof Gzip.Result.Unpacked unpacked) {
      if (exchange.add(unpacked.bytes().length)) {
        next.accept(context, unpacked.bytes());
      } else {
        tooMuchInFlight(context);
      }
    } else if (result instanceof Gzip.Result.TooLarge) {
      tooLarge(context);
    } else if (result instanceof Gzip.Result.TooManyMembers) {
      HttpResponses.refused(
          context,
          Refusal.badRequest(
              "The gzip body has more than "
                  + Gzip.MAX_MEMBERS
                  + " members; compress the body as one"));
    } else {
      HttpResponses.refused(
          context,
          Refusal.badRequest("The body is not valid gzip although Content-Encoding says so"));
    }
  }

  /** Answers 429: a bound of {@link AdmissionControl} is reached. */
  static void tooMuchInFlight(RoutingContext context) {
    HttpResponses.notNow(
        context,
        429,
        "busy",
        "The relay has too much in hand at this moment; nothing is lost if this request is sent"
            + " again",
        RETRY_AFTER_SECONDS);
  }

  private void tooLarge(RoutingContext context) {
    HttpExchange.of(context).answerIsLast();
    HttpResponses.refused(
        context,
        new Refusal(
            413,
            "bad_request",
            "A body has at most " + limit + " bytes, unpacked; send less at a time"));
  }

  /** Answers a request whose body has not arrived in time, and closes its connection. */
  static void tooSlow(RoutingContext context, AdmissionControl inFlight, Duration time) {
    HttpExchange exchange = HttpExchange.of(context);
    exchange.run(
        HttpExchange.Stage.READ_TIMEOUT,
        () -> {
          inFlight.refused(AdmissionControl.Bound.READ_TIMEOUT);
          exchange.answerIsLast();
          HttpResponses.refused(
              context,
              new Refusal(
                  408,
                  "timeout",
                  "The body did not arrive within "
                      + time.toMillis()
                      + " ms; send the request again"));
        });
  }
}
