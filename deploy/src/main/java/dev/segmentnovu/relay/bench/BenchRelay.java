package dev.segmentnovu.relay.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How the relay that is measured is set up: one source, and one workflow for the bench's event. */
final class BenchRelay {
  static final String EVENT = "Bench Event";
  static final String WRITE_KEY = "bench-write-key";
  static final String SECRET = "bench-secret";

  private BenchRelay() {}

  /** Writes the {@code relay.yaml} that ingest and workers share. */
  static Path write(Path directory, int redisPort, int novuPort, int httpPort, int adminPort) {
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
