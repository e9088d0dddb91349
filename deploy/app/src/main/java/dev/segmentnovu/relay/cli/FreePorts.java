package dev.segmentnovu.relay.cli;

import dev.segmentnovu.config.ListenPort;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Finds a free port, or finds out that a port is not free, before a server starts. */
final class FreePorts {

  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private FreePorts() {}

  /**
   * A port that a server will listen on.
   *
   * @param port 0 for any free one
   * @param explain turns the error of the operating system into a message with a remedy
   */
  record Wanted(String host, int port, Function<IOException, String> explain) {

    static Wanted of(ListenPort which, String host, int port) {
      return new Wanted(
          host,
          port,
          failure -> String.valueOf(which.cannotListen(host, port, failure).getMessage()));
    }

    private Optional<String> problem() {
      try (var socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        return Optional.empty();
      } catch (IOException e) {
        return Optional.of(explain.apply(e));
      }
    }
  }

  /**
   * Looks at all ports, so that a user learns of all that must change at once.
   *
   * @throws CannotRunException with a message for each port on which this process cannot listen
   */
  static void require(List<Wanted> ports) {
    List<String> problems = ports.stream().flatMap(port -> port.problem().stream()).toList();
    if (!problems.isEmpty()) {
      throw new CannotRunException(ExitCode.UNAVAILABLE, String.join("\n", problems));
    }
  }

  /**
   * A port of loopback that is free now, each only once: the system may choose the same one again.
   *
   * @throws CannotRunException if there is none
   */
  static int choose() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = socket.getLocalPort();
      return GIVEN.add(port) ? port : choose();
    } catch (IOException e) {
      throw new CannotRunException(
          ExitCode.UNAVAILABLE, "This machine has no free port: " + e.getMessage());
    }
  }
}
