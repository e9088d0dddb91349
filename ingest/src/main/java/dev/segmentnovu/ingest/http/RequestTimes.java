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
import org.jspecify.annotations.Nullable;

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
    String route = route(context);
    timers
        .computeIfAbsent(
            new TimerKey(route == null ? "none" : route, context.response().getStatusCode()),
            this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /** The path of a request's route, with the names of its parameters; null if no route has one. */
  static @Nullable String route(RoutingContext context) {
    Route route = context.currentRoute();
    return route == null ? null : route.getPath();
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
