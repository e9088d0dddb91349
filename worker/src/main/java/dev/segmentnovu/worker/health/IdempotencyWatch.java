package dev.segmentnovu.worker.health;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.worker.novu.ResponseHead;
import dev.segmentnovu.worker.novu.StatusRule;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
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
public final class IdempotencyWatch {

  private static final Logger LOG = LoggerFactory.getLogger(IdempotencyWatch.class);

  private final String source;
  private final String novu;
  private final SourceMeters meters;
  private final BiFunction<String, Boolean, CompletionStage<Void>> store;
  private @Nullable Boolean honoured;

  /**
   * Starts without knowing.
   *
   * @param novu the fingerprint of the environment and the API key
   * @param meters tell whether another worker of the process found the same before
   * @param store stores the finding for the admin API, by source
   */
  public IdempotencyWatch(
      String source,
      String novu,
      SourceMeters meters,
      BiFunction<String, Boolean, CompletionStage<Void>> store) {
    this.source = source;
    this.novu = novu;
    this.meters = meters;
    this.store = store;
  }

  /** Novu responded to a call. */
  public void observe(String method, ResponseHead head) {
    if (!method.equals("POST") && !method.equals("PATCH")) {
      return;
    }
    boolean now = head.hasIdempotencyKey();
    if (honoured != null && honoured == now) {
      return;
    }
    if (now || isSuccessOfNovu(head)) {
      honoured = now;
      if (meters.idempotency(novu, now)) {
        report(now);
      }
      // it is only shown: a finding that Redis does not store is lost until a worker starts
      var unused = store.apply(source, now).exceptionally(failure -> null);
    }
  }

  /** A success that is not JSON comes from another server. */
  private static boolean isSuccessOfNovu(ResponseHead head) {
    return head.rule() == StatusRule.SUCCESS && head.isJson();
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
