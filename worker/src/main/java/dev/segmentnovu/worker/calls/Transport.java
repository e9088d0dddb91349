package dev.segmentnovu.worker.calls;

import dev.segmentnovu.worker.calls.queue.ReadyCalls;
import dev.segmentnovu.worker.novu.BatchKind;
import dev.segmentnovu.worker.novu.CallOutcome;
import dev.segmentnovu.worker.novu.NovuCall;
import dev.segmentnovu.worker.novu.ResponseHead;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sends calls that have a permit. */
interface Transport {

  /**
   * The outcome of a call or a batch.
   *
   * @param took from sending to the end of the response, or to the failure
   * @param head the head of the response; null if none arrived
   * @param outcomes one for each call, in order; empty for a call that must be sent again alone
   */
  record Result(Duration took, @Nullable ResponseHead head, List<Optional<CallOutcome>> outcomes) {}

  /** The kind of batch that the call may join now; null if it must be sent alone. */
  @Nullable BatchKind batchKind(NovuCall call);

  /** Sends one call, or several as a batch. Never fails. */
  Future<Result> send(ReadyCalls ready);
}
