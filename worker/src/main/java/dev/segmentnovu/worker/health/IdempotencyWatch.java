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
 * Detects whether a source's Novu honours idempotency keys. If it does, each response to a POST or
 * a PATCH repeats the key in the header {@code Idempotency-Key}. A success without that header
 * means that Novu does not, or that a proxy removes the header. An error means nothing: Novu checks
 * the API key and the rate limit before it reads the header, and the error of a gateway does not
 * come from Novu.
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
   * Starts without a finding.
   *
   * @param novu the fingerprint of the environment and the API key
   * @param meters know whether another worker of the process had the same finding before
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
    boolean isHonoured = head.hasIdempotencyKey();
    if (honoured != null && honoured == isHonoured) {
      return;
    }
    if (isHonoured || isSuccessOfNovu(head)) {
      honoured = isHonoured;
      if (meters.idempotency(novu, isHonoured)) {
        report(isHonoured);
      }
      // only for display: a finding that Redis does not store is missing until a worker starts
      var unused = store.apply(source, isHonoured).exceptionally(failure -> null);
    }
  }

  /** A success that is not JSON comes from another server. */
  private static boolean isSuccessOfNovu(ResponseHead head) {
    return head.rule() == StatusRule.SUCCESS && head.isJson();
  }

  private void report(boolean isHonoured) {
    if (isHonoured) {
      LOG.info(
          "Source {}: Novu honours idempotency keys: an event that is sent again takes effect once",
          source);
    } else {
      LOG.warn(
          "Source {}: Novu does not honour idempotency keys. An event that is sent again after a lost"
              + " response can make a second notification while Novu's own worker has a backlog. Set"
              + " IS_API_IDEMPOTENCY_ENABLED=true in the environment of Novu's API, or ask Novu to"
              + " switch it on for your organisation; a proxy in between must pass the header"
              + " Idempotency-Key",
          source);
    }
  }
}
