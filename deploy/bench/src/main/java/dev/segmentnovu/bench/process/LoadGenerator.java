package dev.segmentnovu.bench.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.bench.load.LoadProgram;
import dev.segmentnovu.bench.load.LoadRun;
import dev.segmentnovu.bench.plan.LoadPlan;
import dev.segmentnovu.event.EventCodec;

/** The process of {@link LoadProgram}. */
public final class LoadGenerator {
  public final ChildProcess process;

  /** Starts it. The first command waits until it is ready. */
  public LoadGenerator(ProcessGroup children, int novuPort) {
    process = children.bench("load", "load", "--novu-port=" + novuPort);
  }

  /** Begins a run; the previous one must be over. */
  public void run(LoadPlan plan) {
    ask("run " + plan.line());
  }

  /** Ends the run. Requests in flight still get their responses. */
  public void stop() {
    ask("stop");
  }

  /** Tells it to forget the latencies. */
  public void clear() {
    ask("clear");
  }

  /** The figures of {@link LoadRun#json}. */
  public JsonNode stats() {
    return ask("stats");
  }

  private JsonNode ask(String line) {
    String response = process.ask(line);
    try {
      return EventCodec.JSON.readTree(response);
    } catch (JsonProcessingException e) {
      throw new BenchFailure("The load generator said " + response, e);
    }
  }
}
