package dev.segmentnovu.relay.preview;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.EntryPoint;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.ingest.admin.mapping.EventTrial;
import dev.segmentnovu.ingest.admin.mapping.TrialResult;
import dev.segmentnovu.ingest.admin.mapping.TrialResult.Outcome;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.worker.mapping.EventMapper;
import dev.segmentnovu.worker.mapping.MappingResult.Send;
import dev.segmentnovu.worker.mapping.MappingResult.Step;
import dev.segmentnovu.worker.mapping.MappingResult.Undeliverable;
import dev.segmentnovu.worker.mapping.MappingResult.Unsent;
import dev.segmentnovu.worker.novu.NovuCall;
import dev.segmentnovu.worker.novu.PlannedCalls;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks an event as ingest does, and maps it as a worker does, with the rules of this process. */
public final class RuleTrial implements EventTrial {

  private static final String NO_SOURCE = "The source is not configured any more";

  private final Supplier<RelayConfig> running;
  private final RunningMappers mappers;
  private final Clock clock;

  /**
   * A trial.
   *
   * @param running the present configuration, which may change
   * @param mappers of the same configuration
   * @param clock the time at which the event counts as received
   */
  public RuleTrial(Supplier<RelayConfig> running, RunningMappers mappers, Clock clock) {
    this.running = running;
    this.mappers = mappers;
    this.clock = clock;
  }

  @Override
  public TrialResult run(String source, EntryPoint door, byte[] event) {
    RelayConfig config = running.get();
    EventMapper mapper = mappers.of(source).orElse(null);
    RelayConfig.Source known = config.source(source).orElse(null);
    if (mapper == null || known == null) {
      return unsent(Outcome.INVALID, NO_SOURCE);
    }
    Instant now = clock.instant();
    var check = new IngestCheck(now, config.ingest(), known.admission().anonymous());
    byte[] array = IngestCheck.arrayOf(event);
    return check
        .scan(array)
        .match(
            scanned ->
                check
                    .check(door, array, scanned.body(), 0)
                    .get(0)
                    .match(
                        accepted -> map(mapper, accepted.stored(), now),
                        anonymous ->
                            unsent(
                                Outcome.SKIPPED,
                                "It is of an anonymous user, and anonymous is skip"),
                        refused ->
                            unsent(
                                Outcome.INVALID,
                                "Ingest refuses it ("
                                    + refused.refusal().code()
                                    + "): "
                                    + refused.refusal().message())),
            malformed ->
                unsent(Outcome.INVALID, "Ingest refuses it: " + malformed.refusal().message()));
  }

  private static TrialResult map(EventMapper mapper, StoredEvent stored, Instant now) {
    return mapper
        .map(EventCodec.read(stored))
        .match(
            send -> sent(send, now),
            skip -> unsent(Outcome.SKIPPED, skip.message()),
            undeliverable -> unsent(outcome(undeliverable), undeliverable.message()));
  }

  private static TrialResult sent(Send send, Instant now) {
    List<TrialResult.Step> steps = new ArrayList<>();
    for (Step step : send.steps()) {
      if (!step.isExpired(now)) {
        for (NovuCall call : PlannedCalls.of(step.request())) {
          steps.add(new TrialResult.Step(step.origin(), call.method(), call.path(), call.body()));
        }
      }
    }
    String expired =
        send.steps().stream()
            .filter(step -> step.isExpired(now))
            .map(Step::origin)
            .collect(Collectors.joining(", "));
    if (!expired.isEmpty()) {
      String reason = "Too old to be sent by " + expired + ", whose maxAge has ended";
      return new TrialResult(Outcome.INVALID, reason, steps);
    }
    @Nullable Unsent remainder = send.remainder();
    return remainder == null
        ? new TrialResult(Outcome.SENT, null, steps)
        : remainder.match(
            skip -> new TrialResult(Outcome.SENT, skip.message(), steps),
            undeliverable ->
                new TrialResult(outcome(undeliverable), undeliverable.message(), steps));
  }

  private static Outcome outcome(Undeliverable undeliverable) {
    return undeliverable.reason().equals(DeadLetter.UNMAPPED) ? Outcome.UNMAPPED : Outcome.INVALID;
  }

  private static TrialResult unsent(Outcome outcome, String reason) {
    return new TrialResult(outcome, reason, List.of());
  }
}
