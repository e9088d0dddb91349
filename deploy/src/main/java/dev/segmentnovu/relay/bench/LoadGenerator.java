package dev.segmentnovu.relay.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;

/** The process with {@link LoadProgram}, and what it is told. */
final class LoadGenerator {
  final ChildProcess process;

  /** Starts it; it takes its first order when it is there. */
  LoadGenerator(ProcessGroup children, int novuPort) {
    process = children.bench("load", "load", "--novu-port=" + novuPort);
  }

  /** Begins a run; the one before must be over. */
  void run(LoadPlan plan) {
    ask("run " + plan.line());
  }

  /** Ends the run; what is on its way is still answered. */
  void stop() {
    ask("stop");
  }

  /** Has it forget how long answers took. */
  void clear() {
    ask("clear");
  }

  /** As {@link LoadRun#json} says. */
  JsonNode stats() {
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
