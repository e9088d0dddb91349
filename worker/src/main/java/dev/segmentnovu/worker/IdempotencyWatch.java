package dev.segmentnovu.worker;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.worker.novu.CallPermits.ResponseHead;
import dev.segmentnovu.worker.novu.CallPermits.SentCall;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether a source's Novu honours idempotency keys. Where it does, each answer to a POST
 * or a PATCH repeats the key in the header {@code Idempotency-Key}. A success without that header
 * says that it does not, or that a proxy removes the header. An error says nothing: a refused key
 * and a rate limit come before Novu looks at the header, and a gateway's error does not come from
 * Novu.
 */
@EventLoopConfined
final class IdempotencyWatch {

  private static final Logger LOG = LoggerFactory.getLogger(IdempotencyWatch.class);

  private final String source;
  private final String novu;
  private final SourceMeters meters;
  private final Consumer<Boolean> keep;
  private @Nullable Boolean honoured;

  /**
   * Nothing is known yet.
   *
   * @param novu the fingerprint of the environment and key
   * @param meters tell the workers of the process apart from the first to find something out
   * @param keep keeps it for those who look at the queue
   */
  IdempotencyWatch(String source, String novu, SourceMeters meters, Consumer<Boolean> keep) {
    this.source = source;
    this.novu = novu;
    this.meters = meters;
    this.keep = keep;
  }

  /** Novu has answered a call. */
  void heard(SentCall call, ResponseHead heard) {
    if (!call.method().equals("POST") && !call.method().equals("PATCH")) {
      return;
    }
    boolean now = heard.headers().get("Idempotency-Key") != null;
    if (honoured != null && honoured == now) {
      return;
    }
    if (now || isSuccess(heard)) {
      honoured = now;
      if (meters.idempotency(novu, now)) {
        report(now);
      }
      keep.accept(now);
    }
  }

  /** A success that is not JSON comes from something else than Novu. */
  private static boolean isSuccess(ResponseHead heard) {
    String type = heard.headers().get("Content-Type");
    return heard.status() >= 200
        && heard.status() < 300
        && type != null
        && type.toLowerCase(Locale.ROOT).contains("json");
  }

  private void report(boolean now) {
    if (now) {
      LOG.info(
          "Source {}: Novu honours idempotency keys: an event that is sent again takes effect once",
          source);
    } else {
      LOG.warn(
          "Source {}: Novu does not honour idempotency keys. An event that is sent again after a lost"
              + " answer can make a second notification while Novu's own worker has a backlog. Set"
              + " IS_API_IDEMPOTENCY_ENABLED=true in the environment of Novu's API, or ask Novu to"
              + " switch it on for your organisation; a proxy in between must pass the header"
              + " Idempotency-Key",
          source);
    }
  }
}
