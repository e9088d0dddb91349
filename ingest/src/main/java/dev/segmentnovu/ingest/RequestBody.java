package dev.segmentnovu.ingest;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BiConsumer;

/** Gathers a request's body up to a limit and unpacks it. */
final class RequestBody implements Handler<RoutingContext> {

  private final int limit;
  private final BiConsumer<RoutingContext, byte[]> next;

  /**
   * A handler that gathers.
   *
   * @param limit largest body, both as sent and unpacked
   * @param next gets the unpacked body
   */
  RequestBody(int limit, BiConsumer<RoutingContext, byte[]> next) {
    this.limit = limit;
    this.next = next;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    Buffer body = Buffer.buffer();
    request.exceptionHandler(
        broken -> context.put("broken", true)); // nobody is left to be answered
    request.handler(
        chunk -> {
          if (body.length() + chunk.length() <= limit) {
            body.appendBuffer(chunk);
          } else if (!context.response().ended()) {
            tooLarge(context);
          }
        });
    request.endHandler(
        unused -> {
          if (!context.response().ended()) {
            unpack(context, body.getBytes());
          }
        });
  }

  private void unpack(RoutingContext context, byte[] body) {
    String encoding = context.request().getHeader("Content-Encoding");
    if (encoding == null || encoding.equalsIgnoreCase("identity")) {
      next.accept(context, body);
    } else if (!encoding.equalsIgnoreCase("gzip")) {
      Replies.refused(
          context, new Refusal(415, "bad_request", "Content-Encoding must be gzip or identity"));
    } else {
      Gzip.Result result = Gzip.unpack(body, limit);
      if (result instanceof Gzip.Result.Unpacked unpacked) {
        next.accept(context, unpacked.bytes());
      } else if (result instanceof Gzip.Result.TooLarge) {
        tooLarge(context);
      } else {
        Replies.refused(
            context,
            Refusal.badRequest("The body is not valid gzip although Content-Encoding says so"));
      }
    }
  }

  private void tooLarge(RoutingContext context) {
    // what else the client sends is not read: the connection ends with this answer
    context.response().putHeader("Connection", "close");
    Replies.refused(
        context,
        new Refusal(
            413,
            "bad_request",
            "A body has at most " + limit + " bytes, unpacked; send less at a time"));
  }
}
