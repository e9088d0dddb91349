package dev.segmentnovu.bench.process;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.bench.load.TraceMarks;
import dev.segmentnovu.bench.novu.NovuProgram;
import dev.segmentnovu.bench.plan.BenchOptions;
import dev.segmentnovu.event.EventCodec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** The process of {@link NovuProgram}. */
public final class FakeNovu {
  public final int port = ProcessGroup.freePort();
  public final ChildProcess process;
  private final ProcessGroup children;
  private final HttpClient client = HttpClient.newHttpClient();

  /** Starts it; see {@link #awaitReady}. */
  public FakeNovu(ProcessGroup children, BenchOptions options) {
    this.children = children;
    process =
        children.bench(
            "novu",
            "novu",
            "--port=" + port,
            "--novu-latency=" + options.novuLatency().toMillis() + "ms");
  }

  /** Returns when it responds. */
  public void awaitReady() {
    children.await("The fake Novu on port " + port, () -> status("/bench/delivered") == 200);
  }

  private int status(String path) {
    try {
      return client.send(request(path).GET().build(), BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  /** The figures of {@link TraceMarks#json}. */
  public JsonNode stats() {
    return ask(request("/bench/stats").GET());
  }

  /** Tells it to count a new run, whose events have this many users. */
  public void begin(int run, int users) {
    ask(request("/bench/begin/" + run + "/" + users).POST(HttpRequest.BodyPublishers.noBody()));
  }

  /** Tells it to forget the latencies. */
  public void clear() {
    ask(request("/bench/clear").POST(HttpRequest.BodyPublishers.noBody()));
  }

  private JsonNode ask(HttpRequest.Builder request) {
    try {
      return EventCodec.JSON.readTree(
          client.send(request.build(), BodyHandlers.ofByteArray()).body());
    } catch (IOException e) {
      process.requireAlive();
      throw new BenchFailure("The fake Novu does not answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static BenchFailure interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new BenchFailure("Interrupted", e);
  }
}
