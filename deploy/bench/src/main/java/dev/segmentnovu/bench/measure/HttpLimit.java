package dev.segmentnovu.bench.measure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.bench.plan.BenchOptions;
import dev.segmentnovu.bench.plan.LoadPlan;
import dev.segmentnovu.bench.plan.Scenario;
import dev.segmentnovu.bench.process.ChildProcess;
import dev.segmentnovu.bench.process.LoadGenerator;
import dev.segmentnovu.bench.process.ProcessGroup;
import dev.segmentnovu.event.EventCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;

/** The highest rate at which a server that does nothing can receive a scenario's requests. */
final class HttpLimit {

  private HttpLimit() {}

  /**
   * Measures for {@code duration}, after the same time of warm-up.
   *
   * @param load has no run, or one that is over
   * @return {@code {requestsPerSecond, cpuMicrosPerRequest, loadCpuMicrosPerRequest}}
   */
  static ObjectNode measure(
      ProcessGroup children,
      BenchOptions options,
      Scenario scenario,
      LoadGenerator load,
      Duration duration) {
    int port = ProcessGroup.freePort();
    ChildProcess server = children.bench("http", "http", "--port=" + port);
    children.await("The bare server on port " + port, () -> listens(port));
    load.run(LoadPlan.of(options, scenario, 0, port));
    children.pause(duration.toMillis());
    long accepted = load.stats().path("accepted").asLong();
    long cpu = server.cpuMicros();
    long loadCpu = load.process.cpuMicros();
    long begin = System.nanoTime();
    children.pause(duration.toMillis());
    double seconds = (System.nanoTime() - begin) / 1e9;
    double requests =
        Math.max(1, load.stats().path("accepted").asLong() - accepted)
            / (double) scenario.eventsPerRequest(options.payload());
    ObjectNode json =
        EventCodec.JSON
            .createObjectNode()
            .put("requestsPerSecond", requests / seconds)
            .put("cpuMicrosPerRequest", (server.cpuMicros() - cpu) / requests)
            .put("loadCpuMicrosPerRequest", (load.process.cpuMicros() - loadCpu) / requests);
    load.stop();
    children.stop(server);
    return json;
  }

  private static boolean listens(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
