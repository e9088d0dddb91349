package dev.segmentnovu.ingest.admin.queue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.queue.RateWindow.Rates;
import dev.segmentnovu.queue.admin.BudgetState;
import dev.segmentnovu.queue.admin.QueueStats;
import dev.segmentnovu.queue.admin.QueueStats.Totals;
import dev.segmentnovu.queue.admin.QueueView;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Shows the state of each source's queue as Redis reports it now, and the rates of the last minute.
 */
public final class QueueRoutes {

  private final ConfigView config;
  private final QueueView queue;
  private final QueueSampler sampler;

  /**
   * Creates the routes.
   *
   * @param config the configured sources
   * @param queue reads the state of the queue
   * @param sampler knows the rates of the last minute
   */
  public QueueRoutes(ConfigView config, QueueView queue, QueueSampler sampler) {
    this.config = config;
    this.queue = queue;
    this.sampler = sampler;
  }

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    router.get("/admin/queue").handler(this::show);
    router.route("/admin/queue").handler(ErrorResponses.methodNotAllowed("GET"));
  }

  private void show(RoutingContext context) {
    List<String> sources = config.sources();
    List<Future<QueueStats>> stats = new ArrayList<>();
    List<Future<List<BudgetState>>> budgets = new ArrayList<>();
    List<Future<Optional<Boolean>>> idempotency = new ArrayList<>();
    for (String source : sources) {
      stats.add(AdminResponses.onEventLoop(queue.stats(source)));
      budgets.add(AdminResponses.onEventLoop(queue.budget(source)));
      idempotency.add(AdminResponses.onEventLoop(queue.idempotency(source)));
    }
    AdminResponses.respondAfter(
        context,
        Future.all(Future.all(stats), Future.all(budgets), Future.all(idempotency)),
        done -> {
          ObjectNode json = EventCodec.JSON.createObjectNode();
          ArrayNode list = json.putArray("sources");
          for (int i = 0; i < stats.size(); i++) {
            String source = sources.get(i);
            ObjectNode one =
                json(source, stats.get(i).result(), sampler.rates(source).orElse(null));
            one.set("budget", json(budgets.get(i).result()));
            one.put(
                "idempotency",
                idempotency
                    .get(i)
                    .result()
                    .map(honoured -> honoured ? "on" : "off")
                    .orElse("unknown"));
            list.add(one);
          }
          AdminResponses.json(context, 200, json);
        });
  }

  private static ArrayNode json(List<BudgetState> budget) {
    ArrayNode list = EventCodec.JSON.createArrayNode();
    for (BudgetState state : budget) {
      list.addObject()
          .put("category", state.category())
          .put("perSecond", 1_000.0 * state.limit() / state.window().toMillis())
          .put("burst", state.burst())
          .put("left", state.left())
          .put("granted", state.granted());
    }
    return list;
  }

  private static ObjectNode json(String source, QueueStats stats, @Nullable Rates rates) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.put("source", source);
    json.put("depth", stats.depth());
    json.put("bytes", stats.bytes());
    json.put("runnable", stats.runnable());
    json.put("claimed", stats.claimed());
    json.put("retrying", stats.retrying());
    json.put("parked", stats.parked());
    json.put(
        "oldestAgeSeconds",
        stats.oldestAge() == null ? null : (Double) (stats.oldestAge().toMillis() / 1_000.0));
    json.put("dead", stats.dead());
    json.put("deadBytes", stats.deadBytes());
    json.put("unmapped", stats.unmapped());
    Totals totals = stats.totals();
    json.putObject("totals")
        .put("enqueued", totals.enqueued())
        .put("duplicates", totals.duplicates())
        .put("delivered", totals.delivered())
        .put("skipped", totals.skipped())
        .put("died", totals.died())
        .put("evicted", totals.evicted())
        .put("violations", totals.violations());
    json.putObject("rates")
        .put("enqueuedPerSecond", rates == null ? null : (Double) rates.enqueued())
        .put("deliveredPerSecond", rates == null ? null : (Double) rates.delivered())
        .put("diedPerSecond", rates == null ? null : (Double) rates.died());
    return json;
  }
}
