package dev.segmentnovu.ingest.http;

import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.ingest.admission.AdmissionControl;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Acquires a permit for a request, reads and unpacks its body up to a limit, stores the body in the
 * {@link HttpExchange}, and calls the next handler of the route.
 */
public final class BodyReader implements Handler<RoutingContext> {

  private static final IngestResponse UNKNOWN_ENCODING =
      IngestResponse.refused(
          new Refusal(415, "bad_request", "Content-Encoding must be gzip or identity"));

  private static final IngestResponse TOO_MANY_MEMBERS =
      IngestResponse.refused(
          Refusal.badRequest(
              "The gzip body has more than "
                  + Gzip.MAX_MEMBERS
                  + " members; compress the body as one"));

  private static final IngestResponse DAMAGED =
      IngestResponse.refused(
          Refusal.badRequest("The body is not valid gzip although Content-Encoding says so"));

  private final int maxBytes;
  private final AdmissionControl admission;
  private final SlowClients slowClients;
  private final IngestResponse tooLarge;

  /**
   * Creates a reader.
   *
   * @param maxBytes the largest body, both as sent and as unpacked
   * @param admission limits the requests and bytes in flight
   * @param slowClients ends requests that take too long to read
   */
  public BodyReader(int maxBytes, AdmissionControl admission, SlowClients slowClients) {
    this.maxBytes = maxBytes;
    this.admission = admission;
    this.slowClients = slowClients;
    tooLarge =
        IngestResponse.refused(
            new Refusal(
                413,
                "bad_request",
                "A body has at most " + maxBytes + " bytes, unpacked; send less at a time"));
  }

  @Override
  public void handle(RoutingContext context) {
    HttpExchange exchange = HttpExchange.of(context);
    if (declaredLength(context.request()) > maxBytes) {
      refuseTooLarge(exchange);
    } else if (!exchange.tryAcquire(admission)) {
      exchange.respond(IngestResponse.BUSY);
    } else {
      slowClients.bodyStarted(exchange);
      read(context, exchange);
      exchange.sendContinue();
    }
  }

  /** The value of {@code Content-Length}; 0 if there is none. */
  private static long declaredLength(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length.strip());
    } catch (NumberFormatException e) {
      return 0; // the HTTP decoder refuses an invalid length
    }
  }

  private void read(RoutingContext context, HttpExchange exchange) {
    HttpServerRequest request = context.request();
    var chunks = new Chunks();
    request.exceptionHandler(broken -> {}); // the exchange ends with the connection
    request.handler(
        exchange.<Buffer>handler(
            RequestStage.BODY_PART, chunk -> addChunk(exchange, chunks, chunk)));
    request.endHandler(
        exchange.<Void>handler(
            RequestStage.BODY,
            end -> {
              slowClients.bodyEnded(exchange);
              if (!exchange.hasResponded()) {
                unpack(context, exchange, chunks.join());
              }
            }));
  }

  private void addChunk(HttpExchange exchange, Chunks chunks, Buffer chunk) {
    if (exchange.hasResponded()) {
      chunks.clear(); // the request is refused, and nobody needs its body
    } else if (chunks.length + chunk.length() > maxBytes) {
      refuseTooLarge(exchange);
    } else if (exchange.tryAcquireBytes(chunk.length())) {
      chunks.add(chunk);
    } else {
      exchange.closeAfterResponse();
      exchange.respond(IngestResponse.BUSY);
    }
  }

  /** The chunks of a body, joined once: a growing array would be copied again and again. */
  private static final class Chunks {
    private final List<Buffer> list = new ArrayList<>(1);
    private int length;

    void add(Buffer chunk) {
      list.add(chunk);
      length += chunk.length();
    }

    void clear() {
      list.clear();
    }

    byte[] join() {
      byte[] bytes = new byte[length];
      int end = 0;
      for (Buffer chunk : list) {
        chunk.getBytes(bytes, end);
        end += chunk.length();
      }
      list.clear();
      return bytes;
    }
  }

  private void unpack(RoutingContext context, HttpExchange exchange, byte[] body) {
    String encoding = context.request().getHeader(HttpHeaders.CONTENT_ENCODING);
    if (encoding == null || encoding.equalsIgnoreCase("identity")) {
      pass(context, exchange, body);
    } else if (encoding.equalsIgnoreCase("gzip")) {
      Gzip.unpack(body, maxBytes)
          .match(
              unpacked -> acquireAndPass(context, exchange, unpacked),
              () -> refuseTooLarge(exchange),
              () -> exchange.respond(TOO_MANY_MEMBERS),
              () -> exchange.respond(DAMAGED));
    } else {
      exchange.respond(UNKNOWN_ENCODING);
    }
  }

  private static void acquireAndPass(
      RoutingContext context, HttpExchange exchange, byte[] unpacked) {
    if (exchange.tryAcquireBytes(unpacked.length)) {
      pass(context, exchange, unpacked);
    } else {
      exchange.respond(IngestResponse.BUSY);
    }
  }

  private static void pass(RoutingContext context, HttpExchange exchange, byte[] body) {
    exchange.setBody(body);
    context.next();
  }

  private void refuseTooLarge(HttpExchange exchange) {
    exchange.closeAfterResponse();
    exchange.respond(tooLarge);
  }
}
