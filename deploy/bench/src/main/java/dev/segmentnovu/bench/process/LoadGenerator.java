package dev.segmentnovu.bench.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.bench.load.LoadProgram;
import dev.segmentnovu.bench.load.LoadRun;
import dev.segmentnovu.bench.plan.LoadPlan;
import dev.segmentnovu.event.EventCodec;

/** The process with {@link LoadProgram}, and what it is told. */
public final class LoadGenerator {
  public final ChildProcess process;

  /** Starts it; it takes its first order when it is there. */
  public LoadGenerator(ProcessGroup children, int novuPort) {
    process = children.bench("load", "load", "--novu-port=" + novuPort);
  }

  /** Begins a run; the one before must be over. */
  public void run(LoadPlan plan) {
    ask("run " + plan.line());
  }

  /** Ends the run; what is on its way is still answered. */
  public void stop() {
    ask("stop");
  }

  /** Has it forget how long answers took. */
  public void clear() {
    ask("clear");
  }

  /** As {@link LoadRun#json} says. */
  public JsonNode stats() {
    return ask("stats");
  }

  private JsonNode ask(String line) {
    String answer = process.ask(line);
    try {
      return EventCodec.JSON.readTree(answer);
    } catch (JsonProcessingException e) {
      throw new BenchFailure("The load generator said " + answer, e);
    }
  }
}
