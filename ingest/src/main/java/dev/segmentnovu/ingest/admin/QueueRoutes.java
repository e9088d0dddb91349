package dev.segmentnovu.ingest.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.RateWindow.Rates;
import dev.segmentnovu.queue.BudgetState;
import dev.segmentnovu.queue.QueueStats;
import dev.segmentnovu.queue.QueueStats.Totals;
import dev.segmentnovu.queue.QueueView;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows how each source's queue stands, asked of Redis at that moment; rates come from samples. */
final class QueueRoutes {

  private final ConfigView config;
  private final QueueView queue;
  private final QueueSampler sampler;

  QueueRoutes(ConfigView config, QueueView queue, QueueSampler sampler) {
    this.config = config;
    this.queue = queue;
    this.sampler = sampler;
  }

  void mount(Router router) {
    router.get("/admin/queue").handler(this::show);
    router.route("/admin/queue").handler(Failures.notAllowed("GET"));
  }

  private void show(RoutingContext context) {
    List<String> sources = config.sources();
    List<Future<QueueStats>> all = new ArrayList<>();
    List<Future<List<BudgetState>>> budgets = new ArrayList<>();
    List<Future<Optional<Boolean>>> idempotency = new ArrayList<>();
    for (String source : sources) {
      all.add(Future.fromCompletionStage(queue.stats(source), Vertx.currentContext()));
      budgets.add(Future.fromCompletionStage(queue.budget(source), Vertx.currentContext()));
      idempotency.add(
          Future.fromCompletionStage(queue.idempotency(source), Vertx.currentContext()));
    }
    AdminResponses.when(
        context,
        Future.all(Future.all(all), Future.all(budgets), Future.all(idempotency)),
        done -> {
          ObjectNode json = EventCodec.JSON.createObjectNode();
          ArrayNode list = json.putArray("sources");
          for (int i = 0; i < all.size(); i++) {
            String source = sources.get(i);
            ObjectNode one = json(source, all.get(i).result(), sampler.rates(source).orElse(null));
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
