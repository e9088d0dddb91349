package dev.segmentnovu.ingest;

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
 * How long requests take, by route and status. Keeps the timers: a registry takes far longer to
 * find one.
 */
@EventLoopConfined
final class RequestTimes {

  private record Kind(String route, int status) {}

  private final MeterRegistry metrics;
  private final Map<Kind, Timer> timers = new HashMap<>();

  RequestTimes(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  /** A request that is answered took so long. */
  void record(RoutingContext context, long nanos) {
    Route route = context.currentRoute();
    String path = route == null || route.getPath() == null ? "none" : route.getPath();
    timers
        .computeIfAbsent(new Kind(path, context.response().getStatusCode()), this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(Kind kind) {
    return metrics.timer(
        Metrics.REQUESTS, "route", kind.route, "status", String.valueOf(kind.status));
  }
}
