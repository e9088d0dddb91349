package dev.segmentnovu.ingest.http;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.telemetry.Metrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Records how long requests take, by route and status. It keeps the timers, because a lookup in the
 * registry takes far longer.
 */
@EventLoopConfined
public final class RequestTimes {

  private record TimerKey(String route, int status) {}

  private final MeterRegistry metrics;
  private final Map<TimerKey, Timer> timers = new HashMap<>();

  /** Creates the timers in {@code metrics}. */
  public RequestTimes(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  /** Records the duration of a request that has its response. */
  void record(RoutingContext context, long nanos) {
    Route route = context.currentRoute();
    String path = route == null || route.getPath() == null ? "none" : route.getPath();
    timers
        .computeIfAbsent(new TimerKey(path, context.response().getStatusCode()), this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(TimerKey key) {
    return metrics.timer(
        Metrics.REQUESTS, "route", key.route, "status", String.valueOf(key.status));
  }
}
