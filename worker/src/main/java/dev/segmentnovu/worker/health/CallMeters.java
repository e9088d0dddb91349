package dev.segmentnovu.worker.health;

import dev.segmentnovu.telemetry.Buckets;
import dev.segmentnovu.telemetry.Metrics;
import dev.segmentnovu.worker.novu.RateLimit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;

/** The metrics of the calls of one source to Novu, and of its rate budget. Thread-safe. */
final class CallMeters {

  /** The usual calls and their success; others appear when they are made. */
  private static final Map<String, String> USUAL =
      Map.of("POST", "201", "PATCH", "200", "GET", "200", "bulk", "201");

  private record CallKind(String call, String outcome) {}

  private final MeterRegistry registry;
  private final String source;
  private final Counter batched;
  private final AtomicInteger concurrency = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Map<String, RateLimit> limits = new ConcurrentHashMap<>();
  private final Map<String, Counter> used = new ConcurrentHashMap<>();

  /** Kept, because a lookup in the registry takes longer. */
  private final Map<CallKind, Timer> calls = new ConcurrentHashMap<>();

  CallMeters(MeterRegistry registry, String source) {
    this.registry = registry;
    this.source = source;
    batched =
        Counter.builder(Metrics.BATCHED)
            .description("Requests of events that a batch carried to Novu")
            .tag("source", source)
            .register(registry);
    Gauge.builder(Metrics.CONCURRENCY_LIMIT, concurrency, AtomicInteger::get)
        .description("How many calls to Novu the process may have in flight")
        .tag("source", source)
        .register(registry);
    Gauge.builder(Metrics.BUDGET_WAITING, waiting, AtomicInteger::get)
        .description("Calls that wait for a token of the rate budget")
        .tag("source", source)
        .register(registry);
    USUAL.forEach(
        (call, success) -> {
          timer(new CallKind(call, success));
          timer(new CallKind(call, "none"));
        });
  }

  private Timer timer(CallKind kind) {
    return calls.computeIfAbsent(
        kind,
        missing ->
            Buckets.CALL
                .histogram(Metrics.NOVU_CALLS, "Duration of calls to Novu")
                .tag("source", source)
                .tag("call", missing.call)
                .tag("outcome", missing.outcome)
                .register(registry));
  }

  void called(String call, int parts, Duration took, String outcome) {
    timer(new CallKind(call, outcome)).record(took);
    if (parts > 1) {
      batched.increment(parts);
    }
  }

  void budget(RateLimit limit, int tokens) {
    if (limits.put(limit.category(), limit) == null) {
      budgetGauge(
          Metrics.BUDGET_LIMIT,
          "Tokens per second that Novu allows, by its latest response",
          limit.category(),
          CallMeters::perSecond);
      budgetGauge(
          Metrics.BUDGET_REMAINING,
          "Tokens left of the rate limit, by Novu's latest response",
          limit.category(),
          RateLimit::remaining);
    }
    used.computeIfAbsent(limit.category(), this::usedTokens).increment(tokens);
  }

  private Counter usedTokens(String category) {
    return Counter.builder(Metrics.BUDGET_USED)
        .description("Tokens of the rate budget that calls of the process used")
        .tag("source", source)
        .tag("category", category)
        .register(registry);
  }

  private static double perSecond(RateLimit limit) {
    return 1_000.0 * limit.limit() / limit.window().toMillis();
  }

  private void budgetGauge(
      String name, String description, String category, ToDoubleFunction<RateLimit> value) {
    Gauge.builder(
            name,
            limits,
            all -> {
              RateLimit latest = all.get(category);
              return latest == null ? Double.NaN : value.applyAsDouble(latest);
            })
        .description(description)
        .tag("source", source)
        .tag("category", category)
        .register(registry);
  }

  void concurrency(int change) {
    concurrency.addAndGet(change);
  }

  void waiting(int change) {
    waiting.addAndGet(change);
  }
}
