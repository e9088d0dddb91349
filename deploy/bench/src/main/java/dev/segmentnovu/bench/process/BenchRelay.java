package dev.segmentnovu.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The configuration of the measured relay: one source, and one workflow for the bench's event. */
public final class BenchRelay {
  public static final String EVENT = "Bench Event";
  public static final String WRITE_KEY = "bench-write-key";
  public static final String SECRET = "bench-secret";

  private BenchRelay() {}

  /**
   * The settings of another program, which gets them as environment variables instead of a file,
   * under the names that the relay reads without a file. A worker also gets {@code RELAY_OPS_PORT}.
   * The program is called with {@code ingest} or {@code worker}. Both must respond to {@code GET
   * /health/ready}, on the admin and the ops port, and ingest to {@code GET /admin/queue} with the
   * {@code depth} of its one source.
   */
  public static Map<String, String> settings(
      int redisPort, int novuPort, int httpPort, int adminPort) {
    return Map.of(
        "REDIS_URL",
        "redis://127.0.0.1:" + redisPort,
        "NOVU_API_URL",
        "http://127.0.0.1:" + novuPort,
        "NOVU_API_KEY",
        "bench",
        "SEGMENT_WRITE_KEY",
        WRITE_KEY,
        "SEGMENT_SHARED_SECRET",
        SECRET,
        "RELAY_WORKFLOWS",
        EVENT + "=bench",
        "RELAY_HTTP_PORT",
        Integer.toString(httpPort),
        "RELAY_ADMIN_PORT",
        Integer.toString(adminPort));
  }

  /** Writes the {@code relay.yaml} of ingest and workers. */
  public static Path write(
      Path directory, int redisPort, int novuPort, int httpPort, int adminPort) {
    Path file = directory.resolve("relay.yaml");
    String text =
        String.join(
            "\n",
            "redis: { url: redis://127.0.0.1:" + redisPort + " }",
            "ingest: { host: 127.0.0.1, port: " + httpPort + " }",
            "admin: { port: " + adminPort + " }",
            "ops: { host: 127.0.0.1 }",
            "sources:",
            "  default:",
            "    writeKeys: [" + WRITE_KEY + "]",
            "    sharedSecrets: [" + SECRET + "]",
            "    novu: { url: http://127.0.0.1:" + novuPort + ", apiKey: bench }",
            "    workflows: { " + EVENT + ": bench }",
            "");
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
