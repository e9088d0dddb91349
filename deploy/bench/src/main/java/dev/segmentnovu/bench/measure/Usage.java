package dev.segmentnovu.bench.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.bench.plan.Scenario;
import dev.segmentnovu.event.EventCodec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What all processes have used and done until a moment.
 *
 * @param nanos the moment, as {@link System#nanoTime()}
 * @param machineMicros processor time of everything on the machine, and of its host's share; 0 if
 *     it is unknown
 * @param cpuMicros processor time, by {@link #PROCESSES}
 * @param redisCalls commands that Redis has executed, by name, including those that a script calls
 * @param redisForks processor time of the processes that Redis forked to rewrite its file
 * @param requests requests to the fake Novu in this run
 * @param delivered delivered events in this run, see {@link Scenario#delivered}
 */
public record Usage(
    long nanos,
    long machineMicros,
    Map<String, Long> cpuMicros,
    Map<String, Long> redisCalls,
    long redisForks,
    long requests,
    long delivered) {

  /** In the order in which they handle an event. The last two are not the relay's. */
  static final List<String> PROCESSES = List.of("ingest", "redis", "worker", "load", "novu");

  private static final String CALLS = "cmdstat_";

  /** Reads the usage from the reports of the processes. */
  static Usage of(
      Map<String, Long> cpu, Map<String, String> redis, JsonNode novu, Scenario scenario) {
    Map<String, Long> calls = new TreeMap<>();
    redis.forEach(
        (name, value) -> {
          if (name.startsWith(CALLS)) {
            String count = value.substring("calls=".length(), value.indexOf(','));
            calls.put(name.substring(CALLS.length()), Long.parseLong(count));
          }
        });
    double forks =
        Double.parseDouble(redis.getOrDefault("used_cpu_sys_children", "0"))
            + Double.parseDouble(redis.getOrDefault("used_cpu_user_children", "0"));
    return new Usage(
        System.nanoTime(),
        Machine.busyMicros(),
        Map.copyOf(cpu),
        calls,
        (long) (forks * 1e6),
        novu.path("requests").asLong(),
        scenario.delivered(novu.path("delivered").asLong()));
  }

  private long cpu(String process) {
    return cpuMicros.getOrDefault(process, 0L) + (process.equals("redis") ? redisForks : 0);
  }

  /** The usage since {@code before}, for each event that was delivered since. */
  ObjectNode since(Usage before) {
    double seconds = (nanos - before.nanos) / 1e9;
    long events = delivered - before.delivered;
    double each = Math.max(1, events);
    ObjectNode json =
        EventCodec.JSON
            .createObjectNode()
            .put("seconds", seconds)
            .put("events", events)
            .put("eventsPerSecond", events / seconds)
            .put("novuRequestsPerEvent", (requests - before.requests) / each);
    ObjectNode cpu = json.putObject("cpuMicrosPerEvent");
    ObjectNode busy = json.putObject("cpuPercent");
    long others = machineMicros - before.machineMicros;
    for (String process : PROCESSES) {
      long used = cpu(process) - before.cpu(process);
      others -= used;
      cpu.put(process, used / each);
      busy.put(process, used / seconds / 1e4);
    }
    busy.put("others", Math.max(0, others) / seconds / 1e4);
    ObjectNode commands = EventCodec.JSON.createObjectNode();
    long all = 0;
    for (Map.Entry<String, Long> call : redisCalls.entrySet()) {
      long made = call.getValue() - before.redisCalls.getOrDefault(call.getKey(), 0L);
      all += made;
      if (made > 0) {
        commands.put(call.getKey(), made / each);
      }
    }
    json.put("redisCommandsPerEvent", all / each).set("redisCommands", commands);
    return json;
  }
}
