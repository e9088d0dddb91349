package dev.segmentnovu.bench.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.bench.plan.BenchOptions;
import dev.segmentnovu.bench.plan.Scenario;
import dev.segmentnovu.bench.plan.Sweep;
import dev.segmentnovu.bench.process.BenchFailure;
import dev.segmentnovu.bench.process.BenchRedis;
import dev.segmentnovu.bench.process.ProcessGroup;
import dev.segmentnovu.event.EventCodec;
import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** All measurements of one call of the command. */
public final class Bench {
  private static final Duration LIMIT_TIME = Duration.ofSeconds(5);

  private Bench() {}

  /**
   * Measures everything. Takes about a minute for each scenario with the default durations.
   *
   * @param children starts the processes; another thread may close it meanwhile
   * @param vary null for all measurements; else only the throughput, for each of its values
   * @param progress receives a line from time to time
   * @return machine, options, limits and scenarios, or {@code vary} in place of limits; {@code ok}
   *     is whether all accepted events were delivered, those of each user in order
   * @throws BenchFailure if a process cannot be started, ends, or does not respond
   */
  public static ObjectNode run(
      ProcessGroup children, BenchOptions options, @Nullable Sweep vary, PrintWriter progress) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    progress.println("A bare Redis");
    var redis = new BenchRedis(children, options);
    json.set("machine", Machine.json(redis.info().getOrDefault("redis_version", "unknown")));
    json.set("options", options(options));
    if (vary == null) {
      json.set("redisLimit", RedisLimit.measure(redis, options.payload(), limitTime(options)));
    } else {
      json.put("vary", vary.what().toString());
    }
    children.stop(redis.process);
    ArrayNode scenarios = json.putArray("scenarios");
    for (Scenario scenario : options.scenarios()) {
      ObjectNode result =
          vary == null
              ? ScenarioRun.measure(children, options, scenario, progress)
              : ScaleRun.measure(children, options, vary, scenario, progress);
      scenarios.add(result);
    }
    return json.put("ok", isOk(scenarios));
  }

  /** The limits need at most this time. */
  static Duration limitTime(BenchOptions options) {
    Duration own = options.duration();
    return own.compareTo(LIMIT_TIME) < 0 ? own : LIMIT_TIME;
  }

  private static boolean isOk(JsonNode scenarios) {
    boolean ok = true;
    for (JsonNode scenario : scenarios) {
      JsonNode events = scenario.path("events");
      for (String wrong : new String[] {"lost", "outOfOrder", "failed"}) {
        ok &= events.path(wrong).asLong() == 0;
      }
    }
    return ok;
  }

  private static ObjectNode options(BenchOptions options) {
    ObjectNode json =
        EventCodec.JSON
            .createObjectNode()
            .put("users", options.users())
            .put("payloadBytes", options.payload())
            .put("novuLatencyMillis", options.novuLatency().toMillis())
            .put("durationMillis", options.duration().toMillis())
            .put("warmupMillis", options.warmup().toMillis())
            .put("connections", options.connections())
            .put("workers", options.workers())
            .put("rate", options.rate())
            .put("backlog", options.backlog())
            .put("waiting", options.waiting());
    json.set("program", EventCodec.JSON.valueToTree(options.program()));
    json.set("settings", EventCodec.JSON.valueToTree(options.settings()));
    json.set("javaOptions", EventCodec.JSON.valueToTree(options.javaOptions()));
    return json;
  }
}
