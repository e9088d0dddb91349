package dev.segmentnovu.bench.measure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.bench.plan.BenchOptions;
import dev.segmentnovu.bench.plan.Scenario;
import dev.segmentnovu.bench.plan.Sweep;
import dev.segmentnovu.bench.process.ProcessGroup;
import dev.segmentnovu.event.EventCodec;
import java.io.PrintWriter;

/** Measures a scenario's throughput once for each value of a sweep. */
final class ScaleRun {

  private ScaleRun() {}

  /**
   * Measures all values, each on a new stage.
   *
   * @return {@code {scenario, eventsPerRequest, scale, events}}; {@code scale} has {@code {value,
   *     throughput}} for each value, with {@code throughput} from {@link Throughput#measure}, and
   *     {@code events} is the sum of all
   */
  static ObjectNode measure(
      ProcessGroup children,
      BenchOptions options,
      Sweep vary,
      Scenario scenario,
      PrintWriter progress) {
    ObjectNode json =
        EventCodec.JSON
            .createObjectNode()
            .put("scenario", scenario.toString())
            .put("eventsPerRequest", scenario.eventsPerRequest(options.payload()));
    ArrayNode scale = json.putArray("scale");
    var totals = new Totals();
    for (int value : vary.values()) {
      progress.printf("%s: throughput, %s %d%n", scenario, vary.what(), value);
      BenchOptions varied = vary.apply(options, value);
      ObjectNode throughput =
          Stage.on(
              children,
              varied,
              scenario,
              stage -> {
                var runs = new StageRuns(children, varied, scenario, stage, totals, progress);
                return Throughput.measure(children, varied, scenario, stage, runs);
              });
      scale.addObject().put("value", value).set("throughput", throughput);
    }
    json.set("events", totals.json());
    return json;
  }
}
