package dev.segmentnovu.ingest.http;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.telemetry.Buckets;
import dev.segmentnovu.telemetry.Metrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Records how long requests take, by route and status. It keeps the timers, because a lookup in the
 * registry takes far longer.
 */
@EventLoopConfined
public final class RequestTimes {

  /** A rate can be computed only from the second value of a series: these begin with zero. */
  private static final List<String> USUAL_ROUTES =
      List.of(WebhookRoutes.PATH + "/:source", "/v1/batch");

  private static final List<Integer> USUAL_STATUSES = List.of(200, 429, 503);

  private record TimerKey(String route, int status) {}

  private final MeterRegistry metrics;
  private final Map<TimerKey, Timer> timers = new HashMap<>();

  /**
   * Creates the timers in {@code metrics}: those of the usual answers at once, others when used.
   */
  public RequestTimes(MeterRegistry metrics) {
    this.metrics = metrics;
    for (String route : USUAL_ROUTES) {
      for (int status : USUAL_STATUSES) {
        timers.put(new TimerKey(route, status), timer(new TimerKey(route, status)));
      }
    }
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
    return Buckets.REQUEST
        .histogram(
            Metrics.REQUESTS, "Time from the head of a request to ingest to the end of its answer")
        .tag("route", key.route)
        .tag("status", String.valueOf(key.status))
        .register(metrics);
  }
}
