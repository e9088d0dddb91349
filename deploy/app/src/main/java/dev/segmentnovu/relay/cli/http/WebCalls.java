package dev.segmentnovu.relay.cli.http;

import dev.segmentnovu.relay.cli.http.Exchange.Answer;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.codec.BodyCodec;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes the HTTP calls of a command with Vert.x's Web Client, which suits calls outside the
 * delivery path ({@code docs/decisions/0003-core-http-client.md}). A call blocks the command's
 * thread, so do not use it on an event loop. Redirects are not followed, because a call may carry a
 * secret.
 */
public final class WebCalls implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration STOP = Duration.ofSeconds(5);

  // a command serves no files: without these options it would need a writable directory
  private final Vertx vertx =
      Vertx.vertx(
          new VertxOptions()
              .setEventLoopPoolSize(1)
              // the warnings of a slow machine must not stand among the results of a command
              .setBlockedThreadCheckInterval(Duration.ofHours(1).toMillis())
              .setFileSystemOptions(
                  new FileSystemOptions()
                      .setFileCachingEnabled(false)
                      .setClassPathResolvingEnabled(false)));

  private final WebClient client;

  /**
   * A client that trusts the certificate authorities of Java.
   *
   * @see #trusting
   */
  public WebCalls() {
    this(options());
  }

  private WebCalls(WebClientOptions options) {
    client = WebClient.create(vertx, options);
  }

  private static WebClientOptions options() {
    return new WebClientOptions()
        .setUserAgent("relay")
        .setFollowRedirects(false)
        .setVerifyHost(true)
        .setConnectTimeout((int) CONNECT.toMillis());
  }

  /**
   * A client that trusts other certificate authorities.
   *
   * @param authorities a PEM file of certificates; null for the authorities of Java
   */
  public static WebCalls trusting(@Nullable Path authorities) {
    WebClientOptions options = options();
    if (authorities != null) {
      options.setTrustOptions(new PemTrustOptions().addCertPath(authorities.toString()));
    }
    return new WebCalls(options);
  }

  /**
   * A client that takes any certificate. Use it only for calls that carry no secret, to an address
   * of this machine: a port's certificate is made for the name by which others call it, seldom for
   * 127.0.0.1, and its authority may be one that this Java does not know.
   */
  public static WebCalls takingAnyCertificate() {
    return new WebCalls(options().setVerifyHost(false).setTrustAll(true));
  }

  /** Makes a call and waits for its whole answer, as long as the call allows. */
  public Exchange call(Call call) {
    return send(call, BodyCodec.buffer());
  }

  /**
   * Makes a call whose answer goes to {@code out} while it arrives, whatever its status. The answer
   * that is returned has no body. {@code out} is neither flushed nor closed.
   */
  public Exchange download(Call call, OutputStream out) {
    return send(call, BodyCodec.pipe(new OutputSink(vertx, out)));
  }

  /**
   * Makes a call whose answer is a stream of server-sent events. The time limit of the call counts
   * for its whole stream.
   */
  public ServerEvents follow(Call call) {
    var events = new ServerEvents();
    start(call, BodyCodec.sseStream(events::read)).onComplete(done -> events.end(outcome(done)));
    return events;
  }

  private <T> Exchange send(Call call, BodyCodec<T> codec) {
    Future<HttpResponse<T>> response = start(call, codec);
    try {
      return answer(response.toCompletionStage().toCompletableFuture().get());
    } catch (ExecutionException e) {
      return Failures.of(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotRunException(ExitCode.FAILED, "Interrupted");
    }
  }

  private <T> Future<HttpResponse<T>> start(Call call, BodyCodec<T> codec) {
    // within a future: an exception before the request is sent is a failure like any other
    return Future.succeededFuture()
        .compose(unused -> request(call, codec).sendBuffer(Buffer.buffer(call.body())))
        .timeout(call.timeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  private <T> HttpRequest<T> request(Call call, BodyCodec<T> codec) {
    HttpRequest<Buffer> request =
        client.requestAbs(HttpMethod.valueOf(call.method()), call.uri().toString());
    call.headers().forEach(request::putHeader);
    return request.as(codec);
  }

  private static <T> Exchange outcome(AsyncResult<HttpResponse<T>> done) {
    return done.succeeded() ? answer(done.result()) : Failures.of(done.cause());
  }

  private static Exchange answer(HttpResponse<?> response) {
    byte[] body = response.body() instanceof Buffer buffer ? buffer.getBytes() : new byte[0];
    return new Answer(response.statusCode(), response.headers(), body);
  }

  @Override
  public void close() {
    vertx
        .close()
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(STOP.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(stuck -> null)
        .join();
  }
}
