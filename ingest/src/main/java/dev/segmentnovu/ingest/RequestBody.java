package dev.segmentnovu.ingest;

import dev.segmentnovu.event.intake.Refusal;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Takes a request in hand, if there is room for it, and gathers its body up to a limit and unpacks
 * it.
 */
final class RequestBody implements Handler<RoutingContext> {

  /** Makes handlers that read a body first. */
  interface Reader {
    /** Reads the body, and passes it to {@code next}, unpacked. */
    Handler<RoutingContext> then(BiConsumer<RoutingContext, byte[]> next);
  }

  private static final String HOLD = "relay.hold";
  private static final int RETRY_AFTER_SECONDS = 1;

  private final int limit;
  private final InFlight inFlight;
  private final SlowClients slow;
  private final BiConsumer<RoutingContext, byte[]> next;

  /**
   * A handler that gathers.
   *
   * @param limit largest body, both as sent and unpacked
   * @param inFlight what is in hand
   * @param slow is told what is being read
   * @param next gets the unpacked body
   */
  RequestBody(
      int limit, InFlight inFlight, SlowClients slow, BiConsumer<RoutingContext, byte[]> next) {
    this.limit = limit;
    this.inFlight = inFlight;
    this.slow = slow;
    this.next = next;
  }

  /** What was taken in hand of a request whose body was read. */
  static InFlight.Hold holdOf(RoutingContext context) {
    return context.get(HOLD);
  }

  @Override
  public void handle(RoutingContext context) {
    Optional<InFlight.Hold> entered = inFlight.enter();
    if (entered.isEmpty()) {
      tooMuchInHand(context);
      return;
    }
    InFlight.Hold hold = entered.get();
    context.put(HOLD, hold);
    slow.reading(context);
    context.addEndHandler(
        ended -> {
          slow.read(context);
          hold.release();
        });
    gather(context, hold);
  }

  private void gather(RoutingContext context, InFlight.Hold hold) {
    HttpServerRequest request = context.request();
    var body = new Gathered();
    request.exceptionHandler(
        broken -> context.put("broken", true)); // nobody is left to be answered
    request.handler(
        chunk -> {
          if (context.response().ended()) {
            body.chunks.clear(); // of no use any more
          } else if (body.length + chunk.length() > limit) {
            tooLarge(context);
          } else if (hold.add(chunk.length())) {
            body.add(chunk);
          } else {
            endWithAnswer(context);
            tooMuchInHand(context);
          }
        });
    request.endHandler(
        unused -> {
          slow.read(context);
          if (!context.response().ended()) {
            unpack(context, hold, body.bytes());
          }
        });
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

  private void unpack(RoutingContext context, InFlight.Hold hold, byte[] body) {
    String encoding = context.request().getHeader("Content-Encoding");
    if (encoding == null || encoding.equalsIgnoreCase("identity")) {
      next.accept(context, body);
    } else if (!encoding.equalsIgnoreCase("gzip")) {
      Replies.refused(
          context, new Refusal(415, "bad_request", "Content-Encoding must be gzip or identity"));
    } else {
      Gzip.Result result = Gzip.unpack(body, limit);
      if (result instanceof Gzip.Result.Unpacked unpacked) {
        if (hold.add(unpacked.bytes().length)) {
          next.accept(context, unpacked.bytes());
        } else {
          tooMuchInHand(context);
        }
      } else if (result instanceof Gzip.Result.TooLarge) {
        tooLarge(context);
      } else {
        Replies.refused(
            context,
            Refusal.badRequest("The body is not valid gzip although Content-Encoding says so"));
      }
    }
  }

  private static void tooMuchInHand(RoutingContext context) {
    Replies.notNow(
        context,
        429,
        "busy",
        "The relay has too much in hand at this moment; nothing is lost if this request is sent"
            + " again",
        RETRY_AFTER_SECONDS);
  }

  private void tooLarge(RoutingContext context) {
    endWithAnswer(context);
    Replies.refused(
        context,
        new Refusal(
            413,
            "bad_request",
            "A body has at most " + limit + " bytes, unpacked; send less at a time"));
  }

  /** Answers a request whose body has not arrived in time, and closes its connection. */
  static void tooSlow(RoutingContext context, Duration time) {
    endWithAnswer(context);
    context.addEndHandler(answered -> context.request().connection().close());
    Replies.refused(
        context,
        new Refusal(
            408,
            "timeout",
            "The body did not arrive within " + time.toMillis() + " ms; send the request again"));
  }

  /**
   * What else the client sends is thrown away, and then the connection is closed: one closed at
   * once could take the answer with it.
   */
  private static void endWithAnswer(RoutingContext context) {
    if (!context.response().headWritten()) {
      context.response().putHeader("Connection", "close");
    }
  }
}
