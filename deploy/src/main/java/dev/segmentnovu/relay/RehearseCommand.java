package dev.segmentnovu.relay;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code relay rehearse}: {@code up} and {@code send} in one short life. The build runs it once, so
 * that Java can put the classes that it took into an archive ({@code -XX:ArchiveClassesAtExit}),
 * from which every later start has them ready.
 *
 * <p>Nothing of the environment or of a {@code relay.yaml} is used: it must not meet a real Novu.
 */
@Command(
    name = "rehearse",
    hidden = true,
    description = "Starts all of it on free ports, sends an event through, and stops.")
final class RehearseCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String LOOPBACK = "http://127.0.0.1:";

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      required = true,
      description = "for its data; made where there is none")
  private Path directory = Path.of("rehearsal");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path config = Files.createDirectories(directory).resolve("relay.yaml");
    Files.writeString(config, "# the defaults\n");
    int http = freePort();
    int admin = freePort();
    int sandbox = freePort();
    var environment =
        Map.of(
            "RELAY_CONFIG", config.toString(),
            "RELAY_HTTP_PORT", Integer.toString(http),
            "RELAY_ADMIN_PORT", Integer.toString(admin),
            "RELAY_OPS_PORT", Integer.toString(freePort()));
    CompletableFuture<Integer> up = new CompletableFuture<>();
    var running =
        new Thread(
            () ->
                up.complete(
                    relay(environment)
                        .execute(
                            "up",
                            "--data=" + directory.resolve("data"),
                            "--redis-port=" + freePort(),
                            "--sandbox-port=" + sandbox)),
            "up");
    running.setDaemon(true);
    running.start();
    awaitReady(URI.create(LOOPBACK + admin + "/health/ready"), up);
    // it stops when this process ends, as it does for any other reason
    return relay(environment)
        .execute(
            "send",
            "--url=" + LOOPBACK + http + "/webhooks/segment",
            "--sandbox=" + LOOPBACK + sandbox);
  }

  private CommandLine relay(Map<String, String> environment) {
    return Relay.commandLine(
        environment, new PrintWriter(Writer.nullWriter()), spec.commandLine().getErr());
  }

  private static void awaitReady(URI health, Future<Integer> up) throws InterruptedException {
    var client = HttpClient.newHttpClient();
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!isReady(client, health)) {
      if (up.isDone() || System.nanoTime() > end) {
        throw new CannotRunException(
            ExitCode.FAILED, "The relay does not get ready; run ./relay up to see why");
      }
      Pause.briefly();
    }
  }

  private static boolean isReady(HttpClient client, URI health) throws InterruptedException {
    try {
      return client
              .send(HttpRequest.newBuilder(health).build(), BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false; // nothing listens yet
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new CannotRunException(
          ExitCode.UNAVAILABLE, "There is no free port: " + e.getMessage());
    }
  }
}
