package dev.segmentnovu.relay.novu;

import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.control.ProbeAnswer;
import dev.segmentnovu.queue.control.Probes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.codec.BodyCodec;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;

/** Asks Novu whether it takes an API key, without any effect there. */
public final class NovuProbe {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final ProbeAnswer UNKNOWN_SOURCE =
      new ProbeAnswer(
          false,
          null,
          "the worker does not know this source: see that all processes have the same relay.yaml",
          Duration.ZERO);

  private final WebClient client;
  private final LongSupplier nanoTime;

  /**
   * A probe with connections of its own.
   *
   * @param nanoTime as {@link System#nanoTime()}
   */
  public NovuProbe(Vertx vertx, LongSupplier nanoTime) {
    // the key must not go to another server
    client = WebClient.create(vertx, new WebClientOptions().setFollowRedirects(false));
    this.nanoTime = nanoTime;
  }

  /**
   * Asks Novu whenever an operator wants to know whether it takes the API key of a source.
   *
   * @param worker the name of this process
   */
  public void answer(Probes probes, String worker, ConfigView config) {
    probes.answer(
        worker,
        name ->
            config
                .source(name)
                .map(source -> ask(source.novu()))
                .orElseGet(() -> Future.succeededFuture(UNKNOWN_SOURCE))
                .toCompletionStage());
  }

  /** Asks; never fails. Waits for ten seconds at most. May be called from any thread. */
  public Future<ProbeAnswer> ask(RelayConfig.Novu novu) {
    long startedAtNanos = nanoTime.getAsLong();
    // within a future, because a malformed key or address is thrown at once
    return Future.succeededFuture()
        .compose(unused -> get(novu))
        .map(response -> NovuAnswer.of(novu.url(), response.statusCode()))
        .otherwise(
            failure ->
                failure instanceof IllegalArgumentException
                    ? NovuAnswer.malformed()
                    : NovuAnswer.none(novu.url(), words(failure)))
        .map(
            answer ->
                new ProbeAnswer(
                    answer.kind() == NovuAnswer.Kind.GOOD,
                    answer.status(),
                    answer.message(),
                    Duration.ofNanos(nanoTime.getAsLong() - startedAtNanos)));
  }

  private static String words(Throwable failure) {
    if (failure instanceof TimeoutException) {
      return "no answer within " + TIMEOUT.toSeconds() + " s";
    }
    if (failure instanceof UnknownHostException) {
      return "the name has no address";
    }
    if (failure instanceof ConnectException) {
      return "it takes no connection";
    }
    return failure instanceof SSLException
        ? "there is no TLS connection: " + failure.getMessage()
        : "the connection broke off";
  }

  private Future<HttpResponse<Void>> get(RelayConfig.Novu novu) {
    return client
        .requestAbs(HttpMethod.GET, novu.url() + NovuAnswer.PATH)
        .timeout(TIMEOUT.toMillis())
        .putHeader(HttpHeaders.AUTHORIZATION.toString(), "ApiKey " + novu.apiKey().value())
        .putHeader(HttpHeaders.ACCEPT.toString(), "application/json")
        .as(BodyCodec.none())
        .send();
  }
}
