package dev.segmentnovu.ingest.admin.alerts;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookSigningException;
import dev.segmentnovu.config.Alerts.Receiver;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.codec.BodyCodec;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Sends messages by the rules of Standard Webhooks: the receiver can verify by the signature that
 * the relay sent a message and that it is new, and recognises by {@code webhook-id} one that comes
 * twice.
 */
final class WebhookSender implements AutoCloseable {

  /** How long a receiver may take. */
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private final WebClient client;
  private final InstantSource clock;

  /**
   * A sender.
   *
   * @param clock the time of {@code webhook-timestamp}: a receiver compares it with its own clock
   */
  WebhookSender(Vertx vertx, InstantSource clock) {
    this.clock = clock;
    client =
        WebClient.create(
            vertx,
            new WebClientOptions()
                .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                // a redirect could lead a signed message to any host
                .setFollowRedirects(false)
                .setUserAgent("segment-novu-relay"));
  }

  /** Sends a message once. Never fails. */
  Future<SendResult> send(Receiver receiver, String id, String body) {
    long seconds = clock.instant().getEpochSecond();
    String signature;
    try {
      signature = new Webhook(receiver.secret().value()).sign(id, seconds, body);
    } catch (WebhookSigningException | IllegalArgumentException e) {
      return Future.succeededFuture(
          new SendResult.Failed(null, "the secret of the receiver cannot sign"));
    }
    return client
        .requestAbs(HttpMethod.POST, receiver.url().toString())
        .timeout(TIMEOUT.toMillis())
        .putHeader("content-type", "application/json")
        .putHeader("webhook-id", id)
        .putHeader("webhook-timestamp", String.valueOf(seconds))
        .putHeader("webhook-signature", signature)
        // whatever a receiver answers is dropped, however long it is
        .as(BodyCodec.none())
        .sendBuffer(Buffer.buffer(body))
        // the client's own timeout measures silence, and a receiver may send byte by byte
        .timeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .map(response -> result(response.statusCode()))
        .otherwise(failure -> new SendResult.Failed(null, describe(receiver, failure)));
  }

  private static SendResult result(int status) {
    return status >= 200 && status < 300
        ? new SendResult.Delivered(status)
        : new SendResult.Failed(status, "it answered " + status + " instead of 2xx");
  }

  /** The messages of exceptions repeat the address, whose path may be a secret. */
  private static String describe(Receiver receiver, Throwable failure) {
    if (failure instanceof TimeoutException) {
      return "it did not answer within " + TIMEOUT.toSeconds() + " s";
    }
    if (failure instanceof UnknownHostException) {
      return "there is no host " + receiver.url().getHost();
    }
    if (failure instanceof SSLException) {
      return "the TLS connection to " + receiver.origin() + " failed: check its certificate";
    }
    if (failure instanceof ConnectException) {
      return "nothing accepts connections at " + receiver.origin();
    }
    if (failure instanceof VertxException) {
      return "it closed the connection without an answer";
    }
    return "it could not be asked (" + failure.getClass().getSimpleName() + ")";
  }

  @Override
  public void close() {
    client.close();
  }
}
